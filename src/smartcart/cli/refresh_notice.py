"""What follows a refresh: a notice for other programs, and a record in MLflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smartcart.jobs import Refreshed, RefreshJob

__all__ = ["Notice", "give_event", "give_notice"]


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
    from smartcart.jobs.mlflow_export import export_run

    if job.dry_run:
        return
    if notice.mlflow is not None:
        _warn(export_run(refreshed, notice.mlflow, job.store, job.out))
    give_event(notice, refreshed.event)


def give_event(notice: Notice, event: Mapping[str, Any]) -> None:
    """Write and post what happened, with subject and text; what fails is a warning."""
    from smartcart.jobs.notify import post_event, write_event

    if notice.file is not None:
        _warn(write_event(event, notice.file))
    if notice.address is not None:
        _warn(post_event(event, notice.address))


def _warn(sentence: str | None) -> None:
    from smartcart.cli.display import console

    if sentence is not None:
        console().print(f"Warning: {sentence}", markup=False)
