"""The downloads of a segmentation."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from smartcart.app.downloads import model_bytes, profiles_csv, report_bytes, segments_csv
from smartcart.app.session import Session
from smartcart.segmentation import Segmentation

__all__ = ["show_downloads"]

_REPORT = "report"


def show_downloads(session: Session, segmentation: Segmentation) -> None:
    """Show what can be taken away; own names are in all of it."""
    _offer(
        "segments.csv",
        "The segment of every customer, for your mailing or your database.",
        lambda: segments_csv(segmentation),
        "text/csv",
    )
    _offer(
        "profiles.csv",
        "One row per segment with its medians.",
        lambda: profiles_csv(segmentation),
        "text/csv",
    )
    _offer(
        "model.json",
        "The model, data only: for the command line, the API, or to place new customers.",
        lambda: model_bytes(segmentation),
        "application/json",
    )
    report = session.kept.get(_REPORT)
    if report is not None:
        _offer("report.html", "One file that opens anywhere, offline.", lambda: report, "text/html")
    elif st.button("Make the report", icon=":material/article:", key="make-report"):
        _make_report(session, segmentation)


def _offer(name: str, words: str, content: Callable[[], bytes], mime: str) -> None:
    st.download_button(
        name,
        content,
        name,
        mime,
        key=f"download-{name}",
        help=words,
        icon=":material/download:",
        on_click="ignore",
    )


def _make_report(session: Session, segmentation: Segmentation) -> None:
    def then(report: bytes) -> None:
        if session.segmentation is segmentation:
            session.kept[_REPORT] = report
            session.notice = "The report is ready under Downloads."

    session.begin("Writing the report", lambda show: report_bytes(segmentation, show), then)
    st.rerun()
