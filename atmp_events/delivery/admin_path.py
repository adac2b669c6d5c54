"""Where the public site ends and the admin begins: cookies, languages and compression differ."""

from django.conf import settings
from django.http import HttpRequest


def is_of_the_admin(request: HttpRequest) -> bool:
    """Tell whether an address is the admin's, wherever ADMIN_PATH has put it."""
    return request.path_info.startswith(f"/{settings.ADMIN_PATH}")
