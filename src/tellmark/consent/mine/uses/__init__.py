"""What was made of a person: every use of their likeness, and the marks of its finished files."""
