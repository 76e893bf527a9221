"""Composing a request: short pages, one matter each, and a summary before anything is sent."""
