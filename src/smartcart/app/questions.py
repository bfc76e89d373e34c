"""Questions that only the owner of a table can answer, asked with the reason for asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from smartcart.app.reading import Answers, suggest_schema, with_roles
from smartcart.app.session import Session
from smartcart.app.words import plain, said
from smartcart.customers import Role, Schema
from smartcart.errors import OpenQuestionError, SmartCartError

__all__ = ["show_question"]

_WORDS = {
    "date_order": ("Which comes first in your dates?", {"dmy": "The day", "mdy": "The month"}),
    "decimal": (
        "What stands before the decimals in your numbers?",
        {".": "A point, as in 1234.5", ",": "A comma, as in 1234,5"},
    ),
    "sheet": ("Which sheet holds the customers?", {}),
}
_ROLES = {
    Role.SEGMENTATION.value: "Shapes the segments",
    Role.DESCRIPTOR.value: "Describes them only",
    Role.OUTCOME.value: "Is an answer (yes or no)",
    Role.SENSITIVE.value: "Personal: describes only",
    "": "Left out",
}


def show_question(session: Session, read_again: Callable[[Answers], None]) -> None:
    """Show why a table could not be read, and ask what would settle it."""
    error = session.question
    if error is None:
        return
    with st.container(border=True, key="question"):
        asks = error.asks if isinstance(error, OpenQuestionError) else ""
        if asks in _WORDS:
            _ask_choice(session, error, asks, read_again)
        elif asks == "max_quarantine":
            _ask_share(session, error, read_again)
        elif asks == "columns":
            _ask_columns(session, read_again)
        else:
            st.subheader("This table cannot be read yet", anchor=False)
            st.error(said(error))


def _ask_choice(
    session: Session, error: SmartCartError, asks: str, read_again: Callable[[Answers], None]
) -> None:
    title, words = _WORDS[asks]
    choices = error.choices if isinstance(error, OpenQuestionError) else ()
    st.subheader("One question before we go on", anchor=False)
    st.markdown(plain(error.what))
    chosen = st.radio(
        title,
        choices,
        index=None,
        format_func=lambda each: plain(words.get(each, each)),
        key=f"answer-{asks}",
    )
    if st.button("Read the table", type="primary", disabled=chosen is None, key="answer"):
        answers = session.answers
        told = replace(answers, sheet=chosen) if asks == "sheet" else answers.answered(asks, chosen)
        read_again(told)


def _ask_share(
    session: Session, error: SmartCartError, read_again: Callable[[Answers], None]
) -> None:
    st.subheader("Many records cannot be used", anchor=False)
    st.markdown(plain(error.what))
    st.caption(
        "Often one column is meant differently than it was read. It is better to correct the "
        "table; going on sets these records aside, and lists them."
    )
    if st.button("Go on without them", key="answer"):
        read_again(session.answers.answered("max_quarantine", 1.0))


def _ask_columns(session: Session, read_again: Callable[[Answers], None]) -> None:
    """Ask what the columns mean, starting from a guess."""
    st.subheader("What do your columns mean?", anchor=False)
    st.markdown(
        "These are not the columns SmartCart knows, so it looked at their names and cells and "
        "made a guess. Correct it: which columns shape the segments is for you to decide."
    )
    schema = _guess(session)
    if schema is None:
        return
    sources = [column.source for column in schema.columns]
    identity = st.selectbox(
        "Which column tells customers apart?",
        sources,
        index=sources.index(schema.id_column.source),
        key="identity",
    )
    roles = _ask_roles(schema, str(identity))
    st.caption("Columns that hold only names, addresses or free text were left out already.")
    if st.button("Read the table", type="primary", key="answer"):
        try:
            chosen = with_roles(schema, str(identity), roles)
        except SmartCartError as wrong:
            st.error(said(wrong))
            return
        read_again(replace(session.answers, schema=chosen))


def _guess(session: Session) -> Schema | None:
    if "schema" not in session.kept and session.upload is not None:
        try:
            session.kept["schema"] = suggest_schema(session.upload, session.answers.sheet)
        except SmartCartError as wrong:
            st.error(said(wrong))
            return None
    schema: Schema | None = session.kept.get("schema")
    return schema


def _ask_roles(schema: Schema, identity: str) -> dict[str, str]:
    others = [column for column in schema.columns if column.source != identity]
    places = st.columns(2)
    roles: dict[str, str] = {}
    for i, column in enumerate(others):
        known = column.role.value if column.role.value in _ROLES else ""
        roles[column.source] = places[i % 2].selectbox(
            plain(column.source),
            list(_ROLES),
            index=list(_ROLES).index(known),
            format_func=_ROLES.__getitem__,
            key=f"role-{i}",
            help=f"Read as: {column.kind.value.replace('_', ' ')}.",
        )
    return roles
