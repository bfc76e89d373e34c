"""Segments."""

from __future__ import annotations

import streamlit as st

from smartcart.app.parts import need_segments
from smartcart.app.session import current

__all__ = ["show"]


def show() -> None:
    """Draw the page."""
    st.title("Your segments", anchor=False)
    need_segments(current())
