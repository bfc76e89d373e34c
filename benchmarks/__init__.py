"""Benchmarks: ratios within one run, never seconds to be believed on another machine."""
