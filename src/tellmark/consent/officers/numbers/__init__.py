"""Where an officer says by a number what it is about."""
