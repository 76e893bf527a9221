"""By what an agreement is confirmed, where that takes a page of its own: a passkey, a wallet."""
