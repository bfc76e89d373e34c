"""Run the command line and translate errors, once, for people."""

from __future__ import annotations

import os
import sys

from smartcart.errors import SmartCartError

__all__ = ["main"]

REFUSED, OUR_FAULT = 2, 1


def main() -> None:
    """Exit with 0 when done, 2 when input or options are refused, 1 when we are at fault."""
    from smartcart.cli.app import app

    try:
        app()
    except SmartCartError as error:
        _say(error.what, error.next_step)
        sys.exit(REFUSED)
    except OSError as error:
        if os.environ.get("SMARTCART_DEBUG"):
            raise
        _say(f"The operating system refused: {error.strerror or error}.", "")
        sys.exit(OUR_FAULT)
    except Exception as error:
        if os.environ.get("SMARTCART_DEBUG"):
            raise
        _say(
            f"This is our own fault: an unexpected {type(error).__name__} stopped the work.",
            "Run it again with SMARTCART_DEBUG=1 and report what it prints.",
        )
        sys.exit(OUR_FAULT)


def _say(what: str, next_step: str) -> None:
    sys.stderr.write(f"Error: {what}\n")
    if next_step:
        sys.stderr.write(f"Next step: {next_step}\n")
