"""The views of what is printed, of what is not public yet, and of what is read once."""

from ..delivery.doors import opened

HERE = str(__package__)

poster = opened(HERE, "poster.poster")
poster_in_both = opened(HERE, "poster.poster_in_both")
subscribe = opened(HERE, "subscribe.subscribe")
preview_page = opened(HERE, "preview.preview_page")
preview_poster = opened(HERE, "preview.preview_poster")
