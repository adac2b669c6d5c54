"""How long withdrawn and deleted rows are kept."""

from datetime import timedelta
from typing import Final

WITHDRAWN_SHOWN_FOR: Final = timedelta(days=365)  # withdrawn events in calendars, as cancelled
# Who follows or registered for a postponed event waits for its new date, after the old one.
POSTPONED_FOR: Final = timedelta(days=365)
RESTORED_WITHIN: Final = timedelta(days=30)  # deleted rows, to undo the deletion
