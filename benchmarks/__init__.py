"""What the site costs, as ratios within one run: `make bench`."""
