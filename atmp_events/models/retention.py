"""How long withdrawn and deleted rows are kept."""

from datetime import timedelta
from typing import Final

WITHDRAWN_SHOWN_FOR: Final = timedelta(days=365)  # withdrawn events in calendars, as cancelled
# Followers and attendees of a postponed event, who wait for a new date, after the old one.
POSTPONED_KEPT_FOR: Final = timedelta(days=365)
RESTORABLE_FOR: Final = timedelta(days=30)  # deleted rows, to undo the deletion
