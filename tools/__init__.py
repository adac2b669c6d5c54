"""Tools for development: pictures, messages, a PostgreSQL of its own."""
