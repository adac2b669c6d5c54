"""One event in one language: frozen, typed, timeless. Only `standing` knows a moment.

Since no clock enters here, the fingerprint of an event's facts tells exactly when something
that a reader sees has changed.
"""
