"""The first officer's part in a decision before witnesses: let it be read, and write down what was decided."""
