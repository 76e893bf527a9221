"""The page of an account, for its holder."""
