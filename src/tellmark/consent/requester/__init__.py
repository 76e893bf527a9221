"""The requester's pages: compose, send, follow, take what is offered instead or leave it."""
