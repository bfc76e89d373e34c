"""Questions that only the owner of a table can answer, asked with the reason for asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from smartcart.app.reading import Answers, suggest_schema, with_roles
from smartcart.app.session import Question, Session
from smartcart.app.upload import Upload
from smartcart.app.words import plain, said
from smartcart.customers import Role, Schema
from smartcart.errors import OpenQuestionError, SmartCartError

__all__ = ["show_question"]

_GUESS = "guess"
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


def show_question(session: Session, read: Callable[[Upload, Answers], None]) -> None:
    """Show why a table could not be read, and ask what would settle it."""
    question = session.question
    if question is None:
        return
    error, upload = question.error, question.upload
    with st.container(border=True, key="question"):
        st.caption(plain(upload.name))
        asks = error.asks if isinstance(error, OpenQuestionError) else ""
        if asks in _WORDS:
            answers = _ask_choice(question, asks)
        elif asks == "max_quarantine":
            answers = _ask_share(question)
        elif asks == "columns":
            answers = _ask_columns(session, question)
        else:
            st.subheader("This table cannot be read yet", anchor=False)
            st.error(said(error))
            answers = None
        if answers is not None:
            read(upload, answers)
        if st.button("Leave this table", type="tertiary", key="leave"):
            session.question = None
            st.rerun()


def _ask_choice(question: Question, asks: str) -> Answers | None:
    error = question.error
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
    if not st.button("Read the table", type="primary", disabled=chosen is None, key="answer"):
        return None
    answers = question.answers
    return replace(answers, sheet=chosen) if asks == "sheet" else answers.answered(asks, chosen)


def _ask_share(question: Question) -> Answers | None:
    st.subheader("Many records cannot be used", anchor=False)
    st.markdown(plain(question.error.what))
    st.caption(
        "Often one column is meant differently than it was read. It is better to correct the "
        "table; going on sets these records aside, and lists them."
    )
    if not st.button("Go on without them", key="answer"):
        return None
    return question.answers.answered("max_quarantine", 1.0)


def _ask_columns(session: Session, question: Question) -> Answers | None:
    """Ask what the columns mean, starting from a guess."""
    st.subheader("What do your columns mean?", anchor=False)
    st.markdown(
        "These are not the columns SmartCart knows, so it looked at their names and cells and "
        "made a guess. Correct it: which columns shape the segments is for you to decide."
    )
    schema = _guess(session, question)
    if schema is None:
        return None
    sources = [column.source for column in schema.columns]
    identity = st.selectbox(
        "Which column tells customers apart?",
        sources,
        index=sources.index(schema.id_column.source),
        key="identity",
    )
    roles = _ask_roles(schema, str(identity))
    st.caption("Columns that hold only names, addresses or free text were left out already.")
    if not st.button("Read the table", type="primary", key="answer"):
        return None
    try:
        return replace(question.answers, schema=with_roles(schema, str(identity), roles))
    except SmartCartError as wrong:
        st.error(said(wrong))
        return None


def _guess(session: Session, question: Question) -> Schema | None:
    """Guess once for each question; kept, since each answer draws the page anew."""
    asked, schema = session.kept.get(_GUESS, (None, None))
    if asked is not question:
        try:
            schema = suggest_schema(question.upload, question.answers.sheet)
        except SmartCartError as wrong:
            st.error(said(wrong))
            return None
        session.kept[_GUESS] = question, schema
    found: Schema | None = schema
    return found


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
