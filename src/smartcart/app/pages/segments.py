"""Segments: how real they are, what they are like, what to do, under which name."""

from __future__ import annotations

from typing import Any

import streamlit as st

from smartcart.app.cards import show_cards
from smartcart.app.charts import draw_heat, draw_map
from smartcart.app.parts import need_segments, show_figure
from smartcart.app.session import Session, current
from smartcart.app.take_away import show_downloads
from smartcart.app.words import plain, said
from smartcart.errors import SmartCartError
from smartcart.report import ReportFacts, collect_facts
from smartcart.report.view import view_report
from smartcart.report.words import upper_first
from smartcart.segmentation import Segmentation, rename_segments

__all__ = ["show"]

_MARKS = {"high": "▲ ", "low": "▼ ", "": ""}


def show() -> None:
    """Draw the page."""
    session = current()
    st.title("Your segments", anchor=False)
    found = need_segments(session)
    if found is None:
        return
    segmentation, facts = found
    view = view_report(facts)
    _show_verdict(facts, view["sure"])
    show_cards(view["cards"])
    profiles, customers, names, files = st.tabs(["Profiles", "Map", "Names", "Downloads"])
    with profiles:
        _show_profiles(facts, view["profile"])
    with customers:
        _show_map(facts)
    with names:
        _show_rename(session, segmentation)
    with files:
        show_downloads(session, segmentation)


def _show_verdict(facts: ReportFacts, sure: list[tuple[str, str, str]]) -> None:
    verdict = facts.verdict
    with st.container(border=True, key="verdict"):
        st.caption("How real are they?")
        st.subheader(upper_first(verdict.name), anchor=False)
        st.markdown(plain(f"{verdict.meaning} {verdict.consequence}"))
        with st.container(horizontal=True):
            for value, label, beside in sure:
                st.metric(upper_first(label), value, help=beside or None)
        with st.expander("Why so sure, and why this number?"):
            st.markdown(plain(verdict.reason))
            st.markdown(plain(facts.choice.reason))
    for warning in facts.warnings:
        st.warning(plain(warning), icon=":material/info:")


def _show_profiles(facts: ReportFacts, rows: list[dict[str, Any]]) -> None:
    st.caption(
        "Medians in the units of your table. Blue: more than most customers; orange: less. "
        "In the table, ▲ and ▼ mark what stands out by more than chance."
    )
    if facts.main_measures:
        words = "Medians of each segment, coloured by where they stand among all customers."
        show_figure(draw_heat(facts), words, "heat")
    ids = [segment.id for segment in facts.segments]
    st.dataframe(
        [_table_row(row, ids) for row in rows],
        hide_index=True,
        alt="Medians of every measure by segment, and of all customers.",
    )


def _table_row(row: dict[str, Any], ids: list[str]) -> dict[str, str]:
    told = {
        each: f"{_MARKS[mark]}{text}" for each, (text, mark) in zip(ids, row["cells"], strict=True)
    }
    return {"Median": row["label"], **told, "All": row["everyone"]}


def _show_map(facts: ReportFacts) -> None:
    sampled = f"{len(facts.map.points):,} of them are shown. " if facts.map.is_sampled else ""
    st.caption(
        f"Each dot is a customer; those who are alike lie close together. {sampled}"
        "Where colours meet, customers stand between two segments."
    )
    show_figure(
        draw_map(facts.map, facts.segments), "Customers on two axes, coloured by segment.", "map"
    )


def _show_rename(session: Session, segmentation: Segmentation) -> None:
    st.caption("A name of your own goes into every download. The computed one stays in sight.")
    names = {segment.id: segment.name for segment in segmentation.segments}
    with st.form("rename", border=False):
        chosen = st.selectbox(
            "Segment", list(names), format_func=lambda each: f"{each} {names[each]}", key="renamed"
        )
        given = st.text_input("New name", max_chars=60, key="new-name")
        asked = st.form_submit_button("Rename", icon=":material/edit:")
    if not asked:
        return
    try:
        renamed = rename_segments(segmentation, {str(chosen): str(given)})
    except SmartCartError as error:
        st.error(said(error))
        return
    name = renamed.segments[list(names).index(chosen)].name

    def then(facts: ReportFacts) -> None:
        session.take_segments(renamed, facts)
        session.notice = f"{chosen} is now called {name}."

    session.begin("Renaming", lambda _: collect_facts(renamed), then)
    st.rerun()
