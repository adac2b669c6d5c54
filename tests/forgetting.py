"""A process that has made nothing yet."""

from atmp_events.delivery import caching, generation, knowing


def forget() -> None:
    """Let go of all that was kept of the database and of what was made from it."""
    for shelf in (caching.PAGES, caching.QUESTIONS, caching.PARTS, knowing.KNOWN):
        shelf.clear()
    generation._present = None
