"""Benchmarks: the performance of the site, as ratios within one run (`make bench`)."""
