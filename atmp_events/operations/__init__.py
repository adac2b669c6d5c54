"""Tools for IT: backup, moving the database, health checks and logs."""
