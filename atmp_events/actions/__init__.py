"""Verbs: what changes several rows, or what readers are told of."""
