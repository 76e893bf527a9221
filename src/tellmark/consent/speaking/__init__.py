"""Who speaks for whom and what persons are, for programs of officers and of those whom it concerns."""
