"""Data for programs: schema.org, feeds, the site map, robots.txt and security.txt."""
