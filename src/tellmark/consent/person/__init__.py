"""The pages of somebody who is asked: they read, decide, and hold a receipt; a link is enough to say no or less."""
