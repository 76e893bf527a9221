"""One person's tries to prove who they are: begun, answered once, settled; each a row with an end."""
