"""What results may not be written over: what a job reads, and what somebody else made."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from smartcart.errors import SettingsError, quoted
from smartcart.tables import is_address
from smartcart.tables.wording import listed

__all__ = ["spare_others", "spare_read", "spare_read_file"]

_NEXT_STEP = "Give another folder to --out."


def spare_read(out: Path, owned: Collection[str], *read: Path | str | None) -> None:
    """Refuse a folder in which results would replace what the job reads.

    Parameters
    ----------
    out : Path
        Folder of the results.
    owned : collection of str
        Names that results may have in it.
    *read : paths and addresses
        Databases and None are passed over.

    Raises
    ------
    SettingsError
        When one of them lies under such a name.
    """
    places = {(out / name).resolve() for name in owned}
    for path in _files(read):
        if places & {path.resolve(), *path.resolve().parents}:
            raise SettingsError(
                f"{quoted(path)} would be replaced by the results in {quoted(out)}.", _NEXT_STEP
            )


def spare_read_file(out: Path | str, *read: Path | str | None) -> None:
    """Refuse to write one file over a file that the job reads; raises as `spare_read`."""
    for path in _files(read):
        if Path(out).exists() and path.exists() and Path(out).samefile(path):
            raise SettingsError(
                f"--out {quoted(out)} is a file that is read.", "Give another name to --out."
            )


def spare_others(out: Path, owned: Collection[str], mark: str) -> None:
    """Refuse a folder that holds names of results, but not the result that every run writes.

    Parameters
    ----------
    out : Path
        Folder of the results; it need not be there.
    owned : collection of str
        Names that results may have in it: replaced, or removed where they are not made again.
    mark : str
        The one that is always written, under a name that nobody else gives.

    Raises
    ------
    SettingsError
        With the names.
    """
    there = sorted(name for name in owned if (out / name).exists())
    if there and not (out / mark).exists():
        raise SettingsError(
            f"{quoted(out)} holds {listed(there)}, which would be replaced or removed, and no "
            f"{mark} of an earlier run: it is not known whose that is.",
            _NEXT_STEP,
        )


def _files(read: Collection[Path | str | None]) -> list[Path]:
    return [Path(each) for each in read if each is not None and not is_address(each)]
