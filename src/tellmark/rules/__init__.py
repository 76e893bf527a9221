"""Duties as data: what a job owes in each jurisdiction, from which source and how certain."""
