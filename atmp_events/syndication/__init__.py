"""What machines read: schema.org for search engines, feeds, the site map, and who runs the site."""
