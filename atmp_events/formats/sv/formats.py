"""Dates with a time in the admin, written in Swedish as on the public pages (Django's
FORMAT_MODULE_PATH).
"""

DATETIME_FORMAT = r"j F Y \k\l. G.i"
TIME_FORMAT = "G.i"
