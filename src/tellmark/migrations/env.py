"""How Alembic runs a step: on the connection that `store/schema.py` gives it, in the transaction that is open there."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
context.run_migrations()
