"""API keys: made once, kept as hashes, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from smartcart.errors import SettingsError, quoted

__all__ = ["ApiKey", "Scope", "find_key", "hash_key", "make_key", "parse_keys", "read_keys"]

#: Random bytes of a key, and what a key is recognised by, in a log or in a repository.
_BYTES, _MARK = 32, "scart_"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LINE = "name scope sha256"


class Scope(StrEnum):
    """What a key opens: admin is read, and promote, roll back and erase."""

    READ = "read"
    ADMIN = "admin"


@dataclass(frozen=True)
class ApiKey:
    """A key as the server knows it: its SHA-256, never the key."""

    name: str
    scope: Scope
    digest: str = field(repr=False)

    @property
    def line(self) -> str:
        """The line of a file of keys."""
        return f"{self.name} {self.scope} {self.digest}"


def make_key(name: str, scope: str = Scope.READ) -> tuple[str, ApiKey]:
    """Return a new key and what the server keeps of it.

    Raises
    ------
    SettingsError
        For a name that is none, or an unknown scope.

    Examples
    --------
    >>> key, kept = make_key("shop")
    >>> find_key([kept], key).name
    'shop'
    """
    key = _MARK + secrets.token_urlsafe(_BYTES)
    (kept,) = parse_keys(f"{name} {scope} {hash_key(key)}", "the name or the scope")
    return key, kept


def hash_key(key: str) -> str:
    """Return the SHA-256 of a key. Keys are random, so that no salt is needed."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def find_key(keys: Iterable[ApiKey], given: str) -> ApiKey | None:
    """Return the key that was given. All are compared, so that the time says nothing."""
    digest, found = hash_key(given), None
    for each in keys:
        if hmac.compare_digest(each.digest, digest):
            found = each
    return found


def parse_keys(text: str, source: str) -> tuple[ApiKey, ...]:
    """Read lines of ``name scope sha256``; blank lines and those that begin with ``#`` are none.

    Raises
    ------
    SettingsError
        When a line is something else, or a name comes twice. No line is repeated in the message:
        somebody may have written the key itself.
    """
    lines = [(n, line.split()) for n, line in enumerate(text.splitlines(), 1)]
    keys = [_parse(n, parts, source) for n, parts in lines if parts and parts[0][0] != "#"]
    names = [each.name for each in keys]
    if len(set(names)) < len(names):
        raise SettingsError(
            f"Two keys of {source} have the same name.", "Give each key a name of its own."
        )
    return tuple(keys)


def _parse(number: int, parts: list[str], source: str) -> ApiKey:
    is_key = (
        len(parts) == len(_LINE.split())
        and _NAME.fullmatch(parts[0])
        and parts[1] in set(Scope)
        and _DIGEST.fullmatch(parts[2])
    )
    if not is_key:
        raise SettingsError(
            f"Line {number} of {source} is no key: a line is '{_LINE}', with scope read or admin.",
            "Make one with: smartcart serve --new-key NAME. A key itself is never written down.",
        )
    return ApiKey(parts[0], Scope(parts[1]), parts[2])


def read_keys(path: Path) -> tuple[ApiKey, ...]:
    """Read a file of keys that only its owner may read.

    Raises
    ------
    SettingsError
        When it cannot be read, others may read it, or it holds no key.
    """
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"The file of keys {quoted(path)} cannot be read.", "Check --keys."
        ) from None
    if stat.S_IMODE(mode) & 0o077:
        raise SettingsError(
            f"Others than its owner may read the file of keys {quoted(path)}.",
            f"Run: chmod 600 {path}",
        )
    return parse_keys(text, quoted(path))
