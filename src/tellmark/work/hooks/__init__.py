"""Webhooks: programs of others are told what happened, signed, at least once, and never anything personal."""
