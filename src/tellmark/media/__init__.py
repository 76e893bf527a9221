"""The one door to bytes: sniff, measure, decode, encode; containers; the sandbox."""
