"""The pages in the order in which people need them, and the way from one to another."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

import streamlit as st
from streamlit.navigation.page import StreamlitPage

__all__ = ["ENTRIES", "Entry", "page", "pages"]


@dataclass(frozen=True)
class Entry:
    """One page: its file under ``pages``, its title, its icon."""

    name: str
    title: str
    icon: str


ENTRIES = (
    Entry("data", "Data", ":material/table_view:"),
    Entry("segments", "Segments", ":material/group_work:"),
    Entry("how_many", "How many", ":material/stacked_line_chart:"),
    Entry("customer", "Customer", ":material/person_search:"),
    Entry("campaign", "Campaign", ":material/campaign:"),
    Entry("through_time", "Through time", ":material/history:"),
)


def page(name: str) -> StreamlitPage:
    """Return a page by the name of its file."""
    found = next(entry for entry in ENTRIES if entry.name == name)
    show = import_module(f"smartcart.app.pages.{name}").show
    first = found == ENTRIES[0]
    return st.Page(show, title=found.title, icon=found.icon, url_path=name, default=first)


def pages() -> list[StreamlitPage]:
    """Return all pages."""
    return [page(entry.name) for entry in ENTRIES if find_spec(f"smartcart.app.pages.{entry.name}")]
