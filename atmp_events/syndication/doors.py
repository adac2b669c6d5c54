"""The views of what programs ask for from time to time."""

from ..delivery.doors import opened

events_atom = opened("atmp_events.syndication.feeds.events_atom")
events_json = opened("atmp_events.syndication.feeds.events_json")
holder_atom = opened("atmp_events.syndication.feeds.holder_atom")
holder_json = opened("atmp_events.syndication.feeds.holder_json")
sitemap = opened("atmp_events.syndication.sitemap.sitemap")
sitemap_part = opened("atmp_events.syndication.sitemap.sitemap_part")
