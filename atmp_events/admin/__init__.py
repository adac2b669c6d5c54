"""Pages for the coordinator: Django's admin, in the site's colours and the coordinator's language.

`apps.py` imports the package when Django starts; importing these modules registers what they edit.
"""

from . import entities, event, users, website

__all__ = ["entities", "event", "users", "website"]
