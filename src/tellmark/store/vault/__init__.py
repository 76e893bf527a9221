"""The keys of persons, in a database of their own: each under its group's key, which ends when one of them does."""
