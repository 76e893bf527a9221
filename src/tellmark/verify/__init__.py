"""The answer to “what is this file?”."""
