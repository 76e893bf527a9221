"""What is a person's own beyond any agreement: their wish, who speaks for them, a copy of everything, erasure."""
