"""The form in which an officer enters a legal basis."""
