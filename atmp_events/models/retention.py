"""How long is kept, and told, what readers no longer see."""

from datetime import timedelta
from typing import Final

WITHDRAWN_SHOWN_FOR: Final = timedelta(days=365)  # as cancelled, in calendars
RESTORED_WITHIN: Final = timedelta(days=30)  # how long a deletion can be undone
