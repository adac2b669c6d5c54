"""Hostile input to all addresses, feeds and forms: a little in `make test`, more in `make fuzz`."""
