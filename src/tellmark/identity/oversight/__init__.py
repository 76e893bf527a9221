"""Mandates of regulators: one account reads for a time what reaches into one territory, and decides nothing."""
