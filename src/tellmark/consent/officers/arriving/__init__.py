"""Where an officer arrives who follows a letter."""
