"""What officers record of persons: who speaks for them, and what they are."""
