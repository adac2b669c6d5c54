"""Following an event and registering for it: pages, letters and places."""
