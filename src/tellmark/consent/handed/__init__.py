"""What a change of hands does to what was agreed to: held up, told of, asked anew."""
