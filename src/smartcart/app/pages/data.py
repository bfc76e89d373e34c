"""Data: a table in, what was found in it in plain words, and the way to segments."""

from __future__ import annotations

import streamlit as st

from smartcart.app.ask_segments import show_form
from smartcart.app.quality import show_quality
from smartcart.app.questions import show_question
from smartcart.app.reading import Answers, example, read_answered
from smartcart.app.session import Question, Session, current
from smartcart.app.upload import MAX_MEGABYTES, Upload
from smartcart.app.words import said
from smartcart.errors import SmartCartError
from smartcart.jobs.order_customers import Reading
from smartcart.jobs.stopwatch import Display

__all__ = ["show"]

_HELP = (
    "CSV, Excel or Parquet, also gzipped; what the file is, is decided by its content. One row per "
    "customer, or one row per order line. It stays in memory for you alone; nothing is kept after "
    "you close the page."
)


def show() -> None:
    """Draw the page."""
    session = current()
    st.title("Your customers", anchor=False)
    show_question(session, lambda upload, answers: _read(session, upload, answers))
    if session.customers is None:
        st.markdown(
            "Bring a table of your customers. SmartCart reads and checks it, tells you what it "
            "repaired and what it set aside, and finds the segments in it."
        )
        _show_ways_in(session)
        return
    show_quality(session.customers)
    show_form(session)
    with st.expander("Use another table", icon=":material/upload_file:"):
        _show_ways_in(session)


def _show_ways_in(session: Session) -> None:
    own, made_up = st.columns([3, 2])
    with own, st.container(border=True, height="stretch"):
        st.subheader("Upload a table", anchor=False)
        given = st.file_uploader(
            "A table of customers or order lines",
            max_upload_size=MAX_MEGABYTES,
            help=_HELP,
            key="upload",
        )
        if st.button("Read it", type="primary", disabled=given is None, key="read") and given:
            _take(session, given.name, given.getvalue())
    with made_up, st.container(border=True, height="stretch"):
        st.subheader("Or look around first", anchor=False)
        st.markdown(
            "2,240 made-up customers of a food shop, with the faults that real tables have."
        )
        if st.button("Try the example", icon=":material/science:", key="example"):
            _read(session, example(), Answers())


def _take(session: Session, name: str, content: bytes) -> None:
    try:
        upload = Upload.of(name, content)
    except SmartCartError as error:
        st.error(said(error))
        return
    _read(session, upload, Answers())


def _read(session: Session, upload: Upload, answers: Answers) -> None:
    """Read a table in the background; what cannot be settled becomes a question."""

    def job(display: Display) -> Reading:
        return read_answered(upload, answers, display)

    def then(reading: Reading) -> None:
        session.upload, session.answers, session.question = upload, answers, None
        session.take_reading(reading)

    def failed(error: SmartCartError) -> None:
        session.question = Question(error, upload, answers)

    session.begin("Reading your table", job, then, failed)
    st.rerun()
