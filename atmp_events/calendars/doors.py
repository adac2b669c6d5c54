"""The views of calendars. The library that writes them is a tenth of all that would be loaded."""

from ..delivery.doors import opened

all_events_calendar = opened("atmp_events.calendars.views.all_events_calendar")
chosen_calendar = opened("atmp_events.calendars.views.chosen_calendar")
event_calendar = opened("atmp_events.calendars.views.event_calendar")
holder_calendar = opened("atmp_events.calendars.views.holder_calendar")
preview_calendar = opened("atmp_events.calendars.preview.preview_calendar")
