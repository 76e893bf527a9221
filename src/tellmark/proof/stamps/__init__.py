"""Time-stamps of others (RFC 3161): ask an authority when something existed, and believe no answer unchecked."""
