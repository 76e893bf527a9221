"""How a person is reached: what requesters wrote down, and what the person has named instead."""
