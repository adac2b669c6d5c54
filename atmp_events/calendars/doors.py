"""The views of calendars. The library that writes them is a tenth of all that would be loaded."""

from ..delivery.doors import opened

HERE = str(__package__)

all_events_calendar = opened(HERE, "views.all_events_calendar")
chosen_calendar = opened(HERE, "views.chosen_calendar")
event_calendar = opened(HERE, "views.event_calendar")
holder_calendar = opened(HERE, "views.holder_calendar")
preview_calendar = opened(HERE, "preview.preview_calendar")
