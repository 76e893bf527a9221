"""Who vouches for identities: each a module behind one port, which returns what was found out and never a document."""
