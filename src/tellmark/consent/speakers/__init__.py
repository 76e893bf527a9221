"""Who speaks for a person, and what a person is: what officers record of it, for programs and in the store."""
