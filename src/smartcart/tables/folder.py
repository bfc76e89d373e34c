"""Write a folder of results: all files, or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from smartcart.errors import SettingsError
from smartcart.tables.exchange import NEXT_STEP, PREFIX, new_folder, put_in_place
from smartcart.tables.wording import listed, quoted

__all__ = ["check_output_folder", "output_folder"]


def check_output_folder(path: str | os.PathLike[str]) -> None:
    """Find out, before the long work, whether results can be written to a folder.

    Nothing is created that stays.

    Raises
    ------
    SettingsError
        When the path is a file, lies below a file, or cannot be written to.
    """
    target = _resolved(path)
    try:
        _check_place(target)
    except OSError as error:
        raise SettingsError(
            f"{quoted(target)} cannot be reached: {error.strerror}.", NEXT_STEP
        ) from None


def _check_place(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise SettingsError(f"{quoted(target)} is a file, not a folder.", "Choose another name.")
    above = _nearest_existing(target)
    if not above.is_dir():
        raise SettingsError(
            f"{quoted(target)} cannot be made, because {quoted(above)} is a file.",
            "Choose a folder that is not inside a file.",
        )
    if not _can_write(above):
        raise SettingsError(f"{quoted(above)} cannot be written to.", NEXT_STEP)


@contextmanager
def output_folder(path: str | os.PathLike[str], owned: Collection[str]) -> Iterator[Path]:
    """Give a temporary folder; when the block succeeds, its content becomes the target's.

    Parameters
    ----------
    path : path-like
        The target folder; it and the folders above it are made where they are missing.
    owned : collection of str
        Every name that results may have at the top of the folder. Earlier results under
        these names are replaced, and those not made again are removed, so that the folder
        never holds a mixture of two runs. Anything else in it is somebody's own and stays.

    Yields
    ------
    Path
        An empty folder on the same volume as the target.

    Raises
    ------
    SettingsError
        When the target cannot be written. As after any exception from the block, the target
        is then as it was, byte for byte.
    ValueError
        When the block wrote a name that is not in `owned`.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as place:
    ...     with output_folder(Path(place, "out"), {"segments.csv"}) as folder:
    ...         _ = (folder / "segments.csv").write_text("customer_id")
    ...     [each.name for each in Path(place, "out").iterdir()]
    ['segments.csv']
    """
    check_output_folder(path)
    target = _resolved(path)
    staging = new_folder(_staging_place(target))
    try:
        yield staging
        strange = {entry.name for entry in staging.iterdir()} - set(owned)
        if strange:
            raise ValueError(f"Results under names that are not owned: {listed(strange)}")
        put_in_place(staging, target, frozenset(owned))
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _resolved(path: str | os.PathLike[str]) -> Path:
    # The folder behind a link is meant, not the link.
    try:
        return Path(path).resolve()
    except (OSError, RuntimeError, ValueError):
        raise SettingsError(f"{quoted(Path(path))} is no path of a folder.", NEXT_STEP) from None


def _nearest_existing(target: Path) -> Path:
    return next(place for place in (target, *target.parents) if os.path.lexists(place))


def _staging_place(target: Path) -> Path:
    """Return the folder to stage in: beside the target, where a rename can reach it.

    A mounted volume cannot be renamed, and what is beside it may be read-only or another
    disk: there, stage inside.
    """
    if target.is_dir() and (target.is_mount() or not _can_write(target.parent)):
        return target
    return _nearest_existing(target.parent)


def _can_write(folder: Path) -> bool:
    # Tried, not asked: rights say nothing about read-only disks, quotas and access lists.
    try:
        with tempfile.TemporaryDirectory(prefix=PREFIX, dir=folder):
            return True
    except OSError:
        return False
