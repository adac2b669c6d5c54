"""Tools for development: pictures of the docs, a check of the messages, a temporary PostgreSQL."""
