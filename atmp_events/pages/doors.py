"""The views of what is printed, of what is not public yet, and of what is read once."""

from ..delivery.doors import opened

poster = opened("atmp_events.pages.poster.poster")
poster_in_both = opened("atmp_events.pages.poster.poster_in_both")
subscribe = opened("atmp_events.pages.subscribe.subscribe")
preview_page = opened("atmp_events.pages.preview.preview_page")
preview_poster = opened("atmp_events.pages.preview.preview_poster")
