"""When who was allowed something changes hands: what was given to the former hand stands still until asked anew."""
