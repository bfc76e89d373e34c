"""Put a finished folder in the place of an earlier one, or leave everything as it was."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from smartcart.errors import SettingsError
from smartcart.tables.wording import quoted

__all__ = ["NEXT_STEP", "PREFIX", "new_folder", "put_in_place"]

PREFIX = ".smartcart-"
NEXT_STEP = "Choose another folder, or check your rights and the free space."


def new_folder(parent: Path) -> Path:
    """Make an empty hidden folder under a name that nobody else has."""
    folder = parent / f"{PREFIX}{secrets.token_hex(8)}"
    try:
        folder.mkdir()
    except OSError as error:
        raise SettingsError(
            f"{quoted(parent)} cannot be written to: {error.strerror}.", NEXT_STEP
        ) from error
    return folder


def put_in_place(staging: Path, target: Path, owned: frozenset[str]) -> None:
    """Make the content of `staging` that of `target`; see `output_folder` for the rules.

    Raises
    ------
    SettingsError
        When a move fails; all moves are undone then.
    """
    try:
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            staging.replace(target)
        elif _can_swap(staging, target, owned):
            _swap(staging, target)
        else:
            _exchange(staging, target, owned)
    except OSError as error:
        raise SettingsError(
            f"The results cannot be put into {quoted(target)}: {error.strerror or error}. "
            "The folder is as it was.",
            NEXT_STEP,
        ) from error


def _can_swap(staging: Path, target: Path, owned: frozenset[str]) -> bool:
    """Say whether the folder as a whole may be replaced.

    Not when it holds somebody's own files, when it is a volume (staged inside, then), or
    when this process works in it: a shell left in a removed folder finds nothing.
    """
    if staging.parent == target or Path.cwd().is_relative_to(target):
        return False
    return {entry.name for entry in target.iterdir()} <= owned


def _swap(staging: Path, target: Path) -> None:
    shutil.copymode(target, staging)
    aside = staging.with_name(PREFIX + secrets.token_hex(8))
    target.replace(aside)
    try:
        staging.replace(target)
    except BaseException:
        _move_back([(target, aside)])
        _check_nothing_left(aside)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _exchange(staging: Path, target: Path, owned: frozenset[str]) -> None:
    """Move results in one by one, earlier ones aside first; on failure move all back."""
    aside = new_folder(staging.parent)
    earlier = [target / name for name in sorted(owned) if os.path.lexists(target / name)]
    moves = [(each, aside / each.name) for each in earlier]
    moves += [(each, target / each.name) for each in sorted(staging.iterdir())]
    done: list[tuple[Path, Path]] = []
    try:
        for origin, place in moves:
            done.append((origin, place))
            origin.replace(place)
    except BaseException:
        _move_back(done)
        _check_nothing_left(aside)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _move_back(done: list[tuple[Path, Path]]) -> None:
    for origin, place in reversed(done):
        if not os.path.lexists(origin):
            # One that cannot be moved back must not keep the others from it.
            with suppress(OSError):
                place.replace(origin)


def _check_nothing_left(aside: Path) -> None:
    with suppress(OSError):
        aside.rmdir()
    if os.path.lexists(aside):
        raise SettingsError(
            f"The results could not be put in place, and earlier ones not moved back: they are "
            f"safe in {quoted(aside)}.",
            "Move them back by hand.",
        )
