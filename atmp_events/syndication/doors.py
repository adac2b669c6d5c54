"""The views of what programs ask for from time to time."""

from ..delivery.doors import opened

HERE = str(__package__)

events_atom = opened(HERE, "feeds.events_atom")
events_json = opened(HERE, "feeds.events_json")
holder_atom = opened(HERE, "feeds.holder_atom")
holder_json = opened(HERE, "feeds.holder_json")
sitemap = opened(HERE, "sitemap.sitemap")
sitemap_part = opened(HERE, "sitemap.sitemap_part")
