"""The command line: one file per command, each a thin edge around a job."""

from smartcart.cli.main import main

__all__ = ["main"]
