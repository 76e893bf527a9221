"""The pages with which somebody signs in, shows again that it is them, and signs out."""
