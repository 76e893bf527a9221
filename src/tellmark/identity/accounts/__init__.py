"""Accounts: who may act here, in which roles, and how they show that it is them. There are no passwords."""
