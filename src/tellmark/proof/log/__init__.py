"""The log that its operator cannot rewrite: its formats (C2SP tlog-tiles and kin) and its mathematics, no storage."""
