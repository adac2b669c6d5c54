"""THE COORDINATOR: Django's admin, in the site's colours and in the coordinator's language.

Django looks for the package by this name and imports it; importing these files registers what
they edit.
"""

from . import event, operator, pages, people, places, users

__all__ = ["event", "operator", "pages", "people", "places", "users"]
