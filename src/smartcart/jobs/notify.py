"""The notice at the end of a refresh: posted to an address, or written to a file.

The run stands whatever becomes of its notice, so failures are sentences, not exceptions.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from smartcart.errors import SettingsError, quoted
from smartcart.whole_file import write_bytes

__all__ = ["check_notice_address", "post_event", "write_event"]

#: Seconds in which a notice has to be taken.
PATIENCE = 10.0


def check_notice_address(address: str) -> None:
    """Refuse, before the work, an address that nothing can be posted to.

    Raises
    ------
    SettingsError
        The address is not repeated: its path or its password may be a secret.

    Examples
    --------
    >>> check_notice_address("https://ann:secret@hooks.example/T0/B1")
    >>> check_notice_address("hooks.example")
    Traceback (most recent call last):
    smartcart.errors.SettingsError: The address of --notify is none that a notice can be posted to.
    Next step: Write it as https://host/path.
    """
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
        known = known and parts.port != 0 and address.isprintable() and " " not in address
    except ValueError:
        known = False
    if not known:
        raise SettingsError(
            "The address of --notify is none that a notice can be posted to.",
            "Write it as https://host/path.",
        )


def post_event(event: Mapping[str, Any], address: str, patience: float | None = None) -> str | None:
    """Post an event as JSON; redirects are not followed.

    A user and a password in the address are sent as HTTP Basic authentication (RFC 7617).

    Returns
    -------
    str or None
        A sentence on what went wrong, without the path and the password of the address.
    """
    seconds = PATIENCE if patience is None else patience
    answer: list[str | None] = []
    # A thread, because looking up a name, and an answer that drips, know no time limit.
    poster = Thread(
        target=lambda: answer.append(_post(event, urlsplit(address), seconds)), daemon=True
    )
    poster.start()
    poster.join(seconds)
    why = answer[0] if answer else _too_late(seconds)
    if why is None:
        return None
    return f"The notice could not be posted to {_shown(urlsplit(address))}: {why}. The run stands."


def write_event(event: Mapping[str, Any], path: Path) -> str | None:
    """Write an event as JSON, whole or not at all; a sentence on what went wrong, or None."""
    try:
        write_bytes(_dump(event), path)
    except SettingsError as error:
        return f"{error.what} The run stands."
    return None


class _StayHere(HTTPRedirectHandler):
    """Follow no redirect: the notice would be dropped on the way, and count as taken."""

    def redirect_request(self, *_: Any) -> None:
        """Leave the answer as it is."""


def _post(event: Mapping[str, Any], parts: SplitResult, seconds: float) -> str | None:
    host = parts.netloc.rpartition("@")[2]
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "smartcart"}
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    address = urlunsplit((parts.scheme, host, parts.path or "/", parts.query, ""))
    try:
        # The scheme was looked at: http or https.
        request = Request(address, _dump(event), headers, method="POST")  # noqa: S310
        with build_opener(_StayHere).open(request, timeout=seconds):
            return None
    except HTTPError as error:
        error.close()
        return f"the server answered {error.code}"
    # URLError is an OSError; a path that cannot be written in a request is a ValueError.
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            return _too_late(seconds)
        return str(getattr(reason, "strerror", None) or type(reason).__name__)


def _too_late(seconds: float) -> str:
    return f"there was no answer within {seconds:g} seconds"


def _dump(event: Mapping[str, Any]) -> bytes:
    return (json.dumps(event, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _shown(parts: SplitResult) -> str:
    """Return scheme, host and port: the rest may be a secret."""
    return quoted(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
