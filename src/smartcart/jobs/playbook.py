"""Playbooks as files: the default one written, a person's own read."""

from __future__ import annotations

import os
from pathlib import Path

from smartcart.advice import DEFAULT_TEXT, Playbook, figure_names, parse_playbook
from smartcart.customers import FOUNDING_SCHEMA, Schema
from smartcart.errors import SettingsError, quoted
from smartcart.whole_file import write_bytes

__all__ = ["read_playbook", "write_playbook"]

_LARGEST = 1_000_000  # bytes


def write_playbook(out: Path | None = None) -> str:
    """Return the default playbook as text, and write it where a file is given.

    Raises
    ------
    SettingsError
        When the file exists already: somebody may have edited it.
    """
    if out is not None:
        if os.path.lexists(out):
            raise SettingsError(
                f"The playbook {quoted(out)} exists already and is not overwritten.",
                "Give another name to --out.",
            )
        write_bytes(DEFAULT_TEXT.encode("utf-8"), out)
    return DEFAULT_TEXT


def read_playbook(path: Path, schema: Schema = FOUNDING_SCHEMA) -> Playbook:
    """Read a playbook file for tables of a schema.

    Raises
    ------
    SettingsError
        When it cannot be read, or for what it gets wrong; see `parse_playbook`.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise SettingsError(
                f"The playbook {quoted(path)} is larger than any playbook ({_LARGEST:,} bytes).",
                "Give a file that 'smartcart playbook --out FILE' wrote.",
            )
        text = path.read_text(encoding="utf-8-sig")  # some editors write a mark in front
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"The playbook {quoted(path)} cannot be read.", "Check --playbook."
        ) from None
    return parse_playbook(text, figure_names(schema))
