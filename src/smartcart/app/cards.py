"""The segments as cards: name, size, share, evidence, advice, and the parts inside them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from smartcart.app.words import plain
from smartcart.report.style import N_COLORS

__all__ = ["show_cards"]

_PER_ROW = 2


def show_cards(cards: list[dict[str, Any]]) -> None:
    """Show the cards that `view_cards` wrote, two in a row where there is room."""
    for first in range(0, len(cards), _PER_ROW):
        for i, place in enumerate(st.columns(_PER_ROW)[: len(cards) - first], first):
            with (
                place,
                st.container(border=True, height="stretch", key=f"card-{i % N_COLORS}-{i}"),
            ):
                _show(cards[i])


def _show(card: dict[str, Any]) -> None:
    st.caption(f"{plain(card['id'])} · {plain(card['size'])}")
    st.subheader(plain(card["name"]), anchor=False)
    with st.container(horizontal=True):
        for label, words, _ in card["shares"]:
            st.metric(plain(label), words)
    if card["is_small"]:
        st.warning("So few customers that a figure may speak of a single one.")
    shown = card["shown"]
    _bullets("Why it is called so", card["evidence"][:shown])
    _bullets("What to do", card["advice"][:shown])
    rest = [*card["evidence"][shown:], *card["advice"][shown:]]
    with st.expander("More", icon=":material/unfold_more:"):
        st.markdown("\n".join(f"- {plain(k)}: **{plain(v)}**" for k, v in card["figures"]))
        _bullets("More about it", rest)
    if card["parts"]:
        with st.expander(f"Inside: {len(card['parts'])} parts", icon=":material/account_tree:"):
            for part in card["parts"]:
                _show_part(part)


def _show_part(part: dict[str, Any]) -> None:
    st.markdown(f"**{plain(part['id'])} {plain(part['name'])}**  \n{plain(part['words'])}")
    if part["evidence"]:
        st.markdown("\n".join(f"- {plain(each)}" for each in part["evidence"]))


def _bullets(title: str, sentences: list[tuple[str, str]]) -> None:
    if not sentences:
        return
    lines = (
        f"- **{plain(lead)}** {plain(rest)}" if lead else f"- {plain(rest)}"
        for lead, rest in sentences
    )
    st.markdown(f"**{title}**\n\n" + "\n".join(lines))
