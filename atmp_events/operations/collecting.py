"""Which static files are collected: each is a thing to read at every start of a process."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class Collected(StaticFilesConfig):
    """All but what the admin's lists would say in some sixty languages that nobody reads here."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *(f"admin/js/vendor/select2/i18n/{other}.js" for other in ("[!es]*", "e[!n]*", "s[!v]*")),
    ]
