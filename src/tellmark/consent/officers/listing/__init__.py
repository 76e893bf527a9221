"""What is to be taken down after an end, for the officer who sees that it is done."""
