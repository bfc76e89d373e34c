"""What several pages are made of: the way to another page, an empty page, work in progress."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from smartcart.app import menu
from smartcart.app.charts import CONFIG
from smartcart.app.session import Session
from smartcart.app.words import STAGES, plain, said
from smartcart.report import ReportFacts
from smartcart.segmentation import Segmentation

__all__ = [
    "go_to",
    "need_customers",
    "need_segments",
    "show_empty",
    "show_figure",
    "show_news",
    "show_work",
]

#: Seconds between two looks at the work.
_LOOK = 0.5


def go_to(name: str) -> None:
    """Leave for another page, now."""
    st.switch_page(menu.page(name))


def show_empty(title: str, sentence: str, next_name: str, next_words: str) -> None:
    """Show a page that has nothing to show yet, and lead to where that changes."""
    with st.container(border=True, key="empty"):
        st.subheader(title, anchor=False)
        st.markdown(sentence)
        if st.button(next_words, type="primary", icon=":material/arrow_forward:", key="empty-next"):
            go_to(next_name)


def need_customers(session: Session) -> bool:
    """Say whether there are customers; where there are none, lead to the page that gets them."""
    if session.customers is not None:
        return True
    show_empty(
        "No customers yet",
        "Upload a table of your customers, or look at an example that comes with SmartCart.",
        "data",
        "Choose a table",
    )
    return False


def need_segments(session: Session) -> tuple[Segmentation, ReportFacts] | None:
    """Return the segments and their facts; where there are none, lead to the page that finds them.

    Without customers it leads to these first.
    """
    if session.segmentation is not None and session.facts is not None:
        return session.segmentation, session.facts
    if need_customers(session):
        show_empty(
            "No segments yet",
            "Your customers were read. Look at what was found in them, then segment them.",
            "data",
            "Segment my customers",
        )
    return None


def show_news(session: Session) -> None:
    """Show, once, what went wrong or well since the last look."""
    problem, notice = session.problem, session.notice
    session.problem, session.notice = None, ""
    if problem is not None:
        st.error(said(problem), icon=":material/error:")
    if notice:
        st.success(plain(notice), icon=":material/check_circle:")


def show_work(session: Session) -> bool:
    """Show the progress of work; say whether there is some. What has ended is handed over."""
    work = session.work
    if work is None:
        return False
    if work.is_running:
        st.subheader(plain(work.title), anchor=False)
        st.fragment(_show_progress, run_every=_LOOK)(session)
        return True
    session.work = None
    session.problem = work.settle() or session.problem
    return False


def _show_progress(session: Session) -> None:
    work = session.work
    if work is None or not work.is_running:
        st.rerun()
        return
    work.watch()
    words = STAGES.get(work.stage, work.stage)
    share = min(work.done / work.total, 1.0) if work.total > 1 else None
    if share is None:
        st.progress(0.0, text=f"{words} … ({work.seconds} s)")
    else:
        st.progress(share, text=f"{words}: {share:.0%} ({work.seconds} s)")
    if st.button("Cancel", icon=":material/close:", key="cancel-work"):
        work.cancel()
        session.notice = "Cancelled. Nothing was changed."
        st.rerun()


def show_figure(figure: go.Figure, words: str, key: str) -> None:
    """Show a figure; `words` say what it shows to whoever cannot see it."""
    st.plotly_chart(figure, config=CONFIG, key=key, alt=words)
