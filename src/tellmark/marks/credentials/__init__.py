"""C2PA Content Credentials: sign, read, trust."""
