"""Hostile input, everywhere: `make test` tries a little of it, `make fuzz` much more."""
