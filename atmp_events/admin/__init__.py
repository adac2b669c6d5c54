"""Pages for the coordinator: Django's admin, in the site's colours and the coordinator's language.

`apps.py` imports the package when Django starts; importing these modules registers what they edit.
"""

from . import event, people, places, users, website

__all__ = ["event", "people", "places", "users", "website"]
