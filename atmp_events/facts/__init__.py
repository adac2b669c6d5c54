"""Facts: an event in one language, as frozen dataclasses. Only `progress` depends on the time.

So the fingerprint of an event's facts changes exactly when something changes for readers.
"""
