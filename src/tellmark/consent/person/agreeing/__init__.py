"""The pages of an agreement: each separate question, the summary, and by what it is confirmed."""
