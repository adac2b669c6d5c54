"""Proofreading: checks that find the faults of an event, each with its field in the form."""
