"""Times of the admin as the public pages write them (Django's FORMAT_MODULE_PATH)."""

TIME_FORMAT = "G.i"
DATETIME_FORMAT = r"j F Y \k\l. G.i"
