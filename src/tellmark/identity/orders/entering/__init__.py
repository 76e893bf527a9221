"""The form in which an officer enters an order."""
