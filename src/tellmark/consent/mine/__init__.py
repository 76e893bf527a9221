"""My likeness: what a person has agreed to, every use of it, and how to end it."""
