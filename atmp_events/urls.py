"""Every address of the site: the public ones, and the admin's."""

from django.conf import settings
from django.urls import include, path

from .admin.site import site
from .public_urls import (
    handler400,
    handler403,
    handler404,
    handler429,
    handler500,
)
from .public_urls import urlpatterns as public

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

urlpatterns = [
    path(settings.ADMIN_PATH, include("atmp_events.admin.doors")),
    path(settings.ADMIN_PATH, site.urls),
    *public,
]
