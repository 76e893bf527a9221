"""Who the user is, really: accounts and how they sign in, verifiers of real identity, and what those found."""
