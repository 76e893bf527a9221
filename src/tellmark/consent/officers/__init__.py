"""The officers' queue: what is disputed, reported, to be confirmed or overdue, and the decisions on it."""
