"""Benchmarks: what the site costs, as ratios that are measured in one run (`make bench`)."""
