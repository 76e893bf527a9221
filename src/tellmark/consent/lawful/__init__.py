"""A legal basis other than consent: entered by one officer, confirmed by another, told to its person, and narrow."""
