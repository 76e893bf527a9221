"""The pages of who reads under a mandate."""
