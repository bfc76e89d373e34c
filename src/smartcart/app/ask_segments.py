"""The few settings people want, the others folded away, and the work that follows."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from smartcart.app.parts import go_to
from smartcart.app.reading import Segmented, read_answered, segment_answered
from smartcart.app.session import Session
from smartcart.app.words import said
from smartcart.errors import SmartCartError
from smartcart.jobs.stopwatch import Display
from smartcart.report.words import count_words
from smartcart.settings import Settings, make_settings

__all__ = ["show_form"]

#: Numbers offered; more are for the command line.
_MOST = 20
_METHODS = {"kmeans": "K-Means", "ward": "Ward"}


def show_form(session: Session) -> None:
    """Ask how to segment; start when asked to."""
    st.divider()
    st.subheader("Segment my customers", anchor=False)
    with st.form("segment", border=True):
        values = _ask(session) | _ask_more(session.settings)
        started = st.form_submit_button(
            "Segment my customers", type="primary", icon=":material/group_work:"
        )
    if not started:
        return
    try:
        _start(session, make_settings(values))
    except SmartCartError as error:
        st.error(said(error))


def _ask(session: Session) -> dict[str, Any]:
    now = session.settings
    number, method, day = st.columns(3)
    numbers: list[int | str] = ["auto", *range(2, _MOST + 1)]
    chosen = number.selectbox(
        "Number of segments",
        numbers,
        index=numbers.index(now.segments) if now.segments in numbers else 0,
        format_func=lambda each: "Let the data propose it" if each == "auto" else str(each),
        help="The data propose a number with the reason for it. Another can be tried afterwards.",
        key="segments",
    )
    how = method.radio(
        "Method",
        list(_METHODS),
        index=list(_METHODS).index(now.method),
        format_func=_METHODS.__getitem__,
        horizontal=True,
        help=_words("method"),
        key="method",
    )
    described = day.date_input(
        "The day the table describes",
        value=now.snapshot,
        min_value=date(1900, 1, 1),
        max_value=date(2200, 1, 1),
        format="YYYY-MM-DD",
        help="Age and time since joining are counted up to this day. Leave it empty to infer it.",
        key="snapshot",
    )
    return {"segments": chosen, "method": how, "snapshot": described}


def _ask_more(now: Settings) -> dict[str, Any]:
    with st.expander("Advanced", icon=":material/tune:"):
        left, right = st.columns(2)
        whole = {
            "k_max": (left, "Most segments to try", 2, 50),
            "n_boot": (left, "Refits behind each stability figure", 2, 1000),
            "n_null": (right, "Tables without structure", 2, 1000),
            "seed": (right, "Seed", 0, 2**32 - 1),
        }
        values: dict[str, Any] = {
            name: int(
                place.number_input(
                    label, low, high, getattr(now, name), 1, help=_words(name), key=name
                )
            )
            for name, (place, label, low, high) in whole.items()
        }
        values["variance_kept"] = left.slider(
            "Variance that the components keep",
            0.5,
            1.0,
            now.variance_kept,
            0.05,
            help=_words("variance_kept"),
            key="variance_kept",
        )
        values["allow_sensitive"] = right.checkbox(
            "Let personal characteristics shape the segments",
            now.allow_sensitive,
            help=f"{_words('allow_sensitive')} The report says so.",
            key="allow_sensitive",
        )
    return values


def _words(name: str) -> str:
    return Settings.model_fields[name].description or ""


def _start(session: Session, settings: Settings) -> None:
    """Segment in the background; another day of the table means reading it again."""
    reading, upload, store = session.reading, session.upload, session.store
    if reading is None or upload is None:
        return
    answers = session.answers.answered("snapshot", settings.snapshot)
    read_on = make_settings(dict(answers.settings))
    asked = read_on.model_dump() | settings.model_dump(
        include={"segments", "method", "k_max", "n_boot", "n_null", "seed"}
        | {"variance_kept", "allow_sensitive"}
    )
    told = Settings(**asked)

    def job(display: Display) -> Segmented:
        same = answers == session.answers
        read = reading if same else read_answered(upload, answers, display)
        return segment_answered(read, told, store, display)

    def then(found: Segmented) -> None:
        session.answers, session.settings, session.reading = answers, told, found.reading
        session.take_segments(found.segmentation, found.facts)
        if found.left_out:
            who = count_words(found.left_out, "customer")
            session.notice = f"{who} who must not be contacted left out."
        go_to("segments")

    session.begin("Segmenting your customers", job, then)
    st.rerun()
