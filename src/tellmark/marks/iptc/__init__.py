"""XMP: digital source type and the IPTC AI fields."""
