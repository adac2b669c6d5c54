"""Finds events by words: `index` is the interface, `excerpt` shows where they were found."""
