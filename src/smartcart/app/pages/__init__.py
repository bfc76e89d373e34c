"""The pages, one a file; each has one function, ``show``."""
