"""What was found in a table, in plain words: every record is accounted for."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from smartcart.app.downloads import csv_bytes
from smartcart.app.words import plain
from smartcart.customers import Customers
from smartcart.report.account import QualityFacts, collect_quality
from smartcart.report.words import count_words

__all__ = ["show_quality"]

#: Sentences shown before the others are folded away.
_SHOWN = 4


def show_quality(customers: Customers) -> None:
    """Show the account of the reading."""
    facts = collect_quality(customers)
    st.subheader(plain(customers.quality.source.name), anchor=False)
    _show_counts(facts)
    st.caption(_account(facts))
    day = customers.snapshot_date
    if day is not None:
        words = f"The table describes {day.isoformat()} ({customers.quality.snapshot_rule})."
        st.caption(plain(words))
    if facts.lines is not None:
        _list("The order lines", facts.lines.sentences, ":material/receipt_long:")
    _show_set_aside(customers, facts)
    _list("Repaired on the way", facts.repairs, ":material/build:")
    _list("Worth a look", facts.flags, ":material/visibility:")
    _list("How it was read", facts.reading, ":material/description:", opened=False)
    if facts.ignored_columns:
        _list("Columns not used", facts.ignored_columns, ":material/block:", opened=False)


def _show_counts(facts: QualityFacts) -> None:
    counts = [
        ("Customers", facts.customers, "Who goes on to the segments."),
        ("Set aside", facts.quarantined, "Records that cannot be used, each with its reason."),
        ("Copies dropped", facts.duplicates_dropped, "Records that repeat another one entirely."),
        ("Other lines", facts.non_data, "Blank lines, titles and totals."),
    ]
    with st.container(horizontal=True):
        for label, n, words in counts:
            st.metric(label, f"{n:,}", help=words, border=True)


def _account(facts: QualityFacts) -> str:
    return (
        f"Nothing is lost: {count_words(facts.records, 'record')} = {facts.customers:,} customers "
        f"+ {facts.quarantined:,} set aside + {facts.duplicates_dropped:,} copies + "
        f"{facts.non_data:,} without a customer."
    )


def _show_set_aside(customers: Customers, facts: QualityFacts) -> None:
    if customers.quarantine.empty:
        return
    with st.expander(f"Set aside ({facts.quarantined:,})", expanded=True, icon=":material/report:"):
        _bullets(facts.set_aside)
        st.download_button(
            "Download them, with reasons",
            lambda: csv_bytes(customers.quarantine),
            "quarantine.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            help="Each record with its line, the reason, and what to correct at the source.",
        )


def _list(title: str, sentences: Sequence[str], icon: str, *, opened: bool = True) -> None:
    if not sentences:
        return
    opened = opened and len(sentences) <= _SHOWN
    with st.expander(f"{title} ({len(sentences)})", expanded=opened, icon=icon):
        _bullets(sentences)


def _bullets(sentences: Sequence[str]) -> None:
    st.markdown("\n".join(f"- {plain(each)}" for each in sentences))
