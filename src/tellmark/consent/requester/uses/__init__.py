"""What was made under an agreement, as whoever asked finds it again: what has to be taken down, once it has ended."""
