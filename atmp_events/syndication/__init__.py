"""Data for machines: schema.org, feeds, the site map, robots.txt and security.txt."""
