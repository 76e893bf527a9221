"""Mail to persons: plain text, neutral titles, to the address by which they were asked, and nothing else by itself."""
