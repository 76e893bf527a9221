"""The tables of what was made of persons: uses and finished files."""
