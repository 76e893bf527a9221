"""Well-known faces and voices: an officer says that somebody has one; their contacts are told, and it cools off."""
