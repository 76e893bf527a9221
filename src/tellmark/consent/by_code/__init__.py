"""Ending an agreement with the code on its receipt: without an account, without a link, from any device."""
