"""Who the user really is: accounts and sign-in, and what verifiers have found out, never a document itself."""
