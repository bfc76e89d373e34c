"""What follows a refresh: a notice for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smartcart.jobs import Refreshed

__all__ = ["Notice", "give_notice"]


@dataclass(frozen=True)
class Notice:
    """Where a notice goes: a webhook, a file, both, or nowhere."""

    address: str | None = field(default=None, repr=False)  # it may hold a password
    file: Path | None = None

    def check(self) -> None:
        """Refuse before the work what could not be done after it; raises `SettingsError`."""
        from smartcart.jobs.notify import check_notice_address

        if self.address is not None:
            check_notice_address(self.address)


def give_notice(notice: Notice, refreshed: Refreshed) -> None:
    """Give the notice of a run; what fails is a warning, because the run stands."""
    from smartcart.cli.display import console

    for warning in _warnings(notice, refreshed):
        console().print(f"Warning: {warning}", markup=False)


def _warnings(notice: Notice, refreshed: Refreshed) -> Iterator[str]:
    from smartcart.jobs.notify import post_event, write_event

    given = []
    if notice.file is not None:
        given.append(write_event(refreshed.event, notice.file))
    if notice.address is not None:
        given.append(post_event(refreshed.event, notice.address))
    yield from filter(None, given)
