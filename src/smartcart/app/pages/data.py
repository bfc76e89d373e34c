"""Data: a table in, what was found in it in plain words, and the way to segments."""

from __future__ import annotations

import streamlit as st

from smartcart.app.session import Session, current

__all__ = ["show"]


def show() -> None:
    """Draw the page."""
    session: Session = current()
    st.title("Your customers", anchor=False)
    del session
