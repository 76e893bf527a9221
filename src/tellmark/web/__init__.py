"""The ASGI application: routes put together, static files, health."""
