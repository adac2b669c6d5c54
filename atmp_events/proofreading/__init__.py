"""Checks of an event before it is published: its faults, each with its form field."""
