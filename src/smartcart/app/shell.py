"""The frame around every page: navigation, style, work in progress, and what just happened."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from smartcart.app import menu
from smartcart.app.parts import show_news, show_work
from smartcart.app.session import Session, current
from smartcart.app.theme import apply_style
from smartcart.app.words import plain
from smartcart.report.words import count_words

__all__ = ["show"]

#: Our own file: an icon by name would be fetched from outside.
_ICON, _LOGO = (str(Path(__file__).with_name(f"{name}.svg")) for name in ("icon", "logo"))


def show() -> None:
    """Draw the page that the visitor looks at."""
    st.set_page_config(page_title="SmartCart", page_icon=_ICON, layout="wide")
    st.logo(_LOGO, size="large", icon_image=_ICON)
    apply_style()
    session = current()
    chosen = st.navigation(menu.pages())
    busy = show_work(session)
    with st.sidebar:
        _show_state(session)
    if not busy:
        show_news(session)
        chosen.run()


def _show_state(session: Session) -> None:
    """Say, beside every page, whose customers are looked at."""
    customers, segmentation = session.customers, session.segmentation
    if customers is None:
        st.caption("No customers yet.")
        return
    st.caption(f"**{plain(customers.quality.source.name)}**")
    words = count_words(len(customers), "customer")
    if segmentation is not None:
        words = f"{words} in {count_words(segmentation.k, 'segment')}"
    st.caption(f"{words}. Kept in memory for you alone, and gone when you close the page.")
