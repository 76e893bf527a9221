"""API keys: how a program acts on behalf of an account."""
