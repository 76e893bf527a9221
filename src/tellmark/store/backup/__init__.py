"""Backups: rows, blobs and the last checkpoint of one moment, under one signed manifest; and the way back."""
