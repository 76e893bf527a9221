"""Who speaks for a person, and what a person is, in the store."""
