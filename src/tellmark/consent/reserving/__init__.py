"""How programs reserve what they make of persons, hand in what came of it, and tell of it."""
