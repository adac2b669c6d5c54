"""How long is kept, and told, what readers no longer see."""

from datetime import timedelta
from typing import Final

TOLD_FOR: Final = timedelta(days=365)  # how long calendars are told that an event is gone
RESTORED_WITHIN: Final = timedelta(days=30)  # how long a deletion can be undone
