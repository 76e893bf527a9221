"""Who may speak for a person, and for whom they speak: to look at, to refuse, to contest."""
