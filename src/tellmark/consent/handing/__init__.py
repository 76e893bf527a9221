"""Changes of hands over the interface."""
