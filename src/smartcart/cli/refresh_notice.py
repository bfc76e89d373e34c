"""What follows a refresh: a notice for other programs, and a record in MLflow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smartcart.jobs import Refreshed, RefreshJob

__all__ = ["Notice", "give_notice"]


@dataclass(frozen=True)
class Notice:
    """Who is told of a run: a webhook, a file, MLflow, or nobody."""

    address: str | None = field(default=None, repr=False)  # it may hold a password
    file: Path | None = None
    mlflow: str | None = field(default=None, repr=False)

    def check(self) -> None:
        """Refuse before the work what could not be done after it.

        Raises
        ------
        SettingsError, MissingExtraError
        """
        from smartcart.jobs.mlflow_export import check_mlflow
        from smartcart.jobs.notify import check_notice_address

        if self.address is not None:
            check_notice_address(self.address)
        if self.mlflow is not None:
            check_mlflow()


def give_notice(notice: Notice, job: RefreshJob, refreshed: Refreshed) -> None:
    """Tell of a run, unless it was a dry run; what fails is a warning, because the run stands."""
    from smartcart.cli.display import console

    if job.dry_run:
        return
    for warning in _warnings(notice, job, refreshed):
        console().print(f"Warning: {warning}", markup=False)


def _warnings(notice: Notice, job: RefreshJob, refreshed: Refreshed) -> Iterator[str]:
    from smartcart.jobs.mlflow_export import export_run
    from smartcart.jobs.notify import post_event, write_event

    given = []
    if notice.mlflow is not None:
        given.append(export_run(refreshed, notice.mlflow, job.store, job.out))
    if notice.file is not None:
        given.append(write_event(refreshed.event, notice.file))
    if notice.address is not None:
        given.append(post_event(refreshed.event, notice.address))
    yield from filter(None, given)
