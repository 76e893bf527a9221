"""Passkeys: made, checked, named and taken away. The library that reads them is behind `ceremony.py`."""
