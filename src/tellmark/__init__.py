"""Tellmark: the open system for accountable synthetic media."""

__version__ = "0.1.0"
