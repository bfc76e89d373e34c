"""The folder for a user's own data, and the store in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path, PurePath

__all__ = ["data_folder", "own_store"]


def data_folder(environ: Mapping[str, str], platform: str, home: PurePath) -> PurePath:
    """Return the folder for a user's data, by the custom of the system.

    Linux and others: ``XDG_DATA_HOME`` if it is absolute (as the XDG Base Directory
    Specification asks), else ``~/.local/share``.

    Examples
    --------
    >>> from pathlib import PurePosixPath
    >>> home = PurePosixPath("/home/ann")
    >>> str(data_folder({}, "linux", home))
    '/home/ann/.local/share/smartcart'
    >>> str(data_folder({"XDG_DATA_HOME": "/data"}, "linux", home))
    '/data/smartcart'
    >>> str(data_folder({}, "darwin", home))
    '/home/ann/Library/Application Support/smartcart'
    """
    if platform == "win32":
        local = environ.get("LOCALAPPDATA")
        return (type(home)(local) if local else home / "AppData" / "Local") / "smartcart"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "smartcart"
    given = type(home)(environ.get("XDG_DATA_HOME") or "")
    return (given if given.is_absolute() else home / ".local" / "share") / "smartcart"


def own_store() -> Path:
    """Return where the store of the user is, or would be."""
    return Path(data_folder(os.environ, sys.platform, Path.home())) / "store.db"
