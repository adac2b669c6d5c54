"""How long withdrawn and deleted rows are kept."""

from datetime import timedelta
from typing import Final

WITHDRAWN_SHOWN_FOR: Final = timedelta(days=365)  # withdrawn events in calendars, as cancelled
RESTORED_WITHIN: Final = timedelta(days=30)  # deleted rows, to undo the deletion
