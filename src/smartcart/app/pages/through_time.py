"""Through time: what the refreshes of a store found, and which model is to serve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from smartcart.app.charts import draw_flow
from smartcart.app.parts import show_figure
from smartcart.app.session import Session, current
from smartcart.app.time_facts import (
    lay_out_moves,
    list_promotions,
    list_runs,
    name_challenger,
    tell_champion,
)
from smartcart.app.words import plain, said
from smartcart.errors import ChampionMovedError, SmartCartError
from smartcart.jobs.store_promote import promote_model, roll_back
from smartcart.jobs.store_review import Standing, read_changes, read_standing
from smartcart.report.changes.view import view_changes
from smartcart.report.words import show_hidden

__all__ = ["show"]

_START = "smartcart refresh customers.csv --store sqlite:///store.db"
_OPEN = "smartcart app --store sqlite:///store.db"
#: Where a decision is kept until it is confirmed.
_ASKED = "decision"
_MOVES = {"behaviour": "What customers did", "model": "What the new model changed"}


@dataclass(frozen=True)
class _Asked:
    """A decision before it is confirmed; `run` is None for a rollback."""

    name: str
    version: int
    run: str | None


def show() -> None:
    """Draw the page."""
    session = current()
    st.title("Through time", anchor=False)
    st.markdown("What every refresh found, who moved, and which model serves.")
    if session.store is None:
        _show_how_to_start()
        return
    try:
        standing = read_standing(session.store)
    except SmartCartError as error:
        st.error(said(error), icon=":material/database_off:")
        _show_how_to_start()
        return
    st.caption(plain(f"Store {standing.history['store']}"))
    st.subheader(plain(tell_champion(standing)), anchor=False)
    run, history, decide = st.tabs(["One run", "History", "Decide"])
    with run:
        _show_run(session, standing)
    with history:
        _show_history(standing)
    with decide:
        _show_decisions(session, standing)


def _show_how_to_start() -> None:
    with st.container(border=True, key="empty"):
        st.subheader("Keep your segments current", anchor=False)
        st.markdown(
            "A store remembers every table, every model and where each customer was. Fill one "
            "from the command line, month by month:"
        )
        st.code(_START, language=None)
        st.markdown("Then start this page with it:")
        st.code(_OPEN, language=None)


def _show_history(standing: Standing) -> None:
    st.markdown("**Runs**")
    st.dataframe(list_runs(standing.history["runs"]), hide_index=True)
    st.markdown("**Promotions**")
    st.dataframe(list_promotions(standing.history["promotions"]), hide_index=True)


def _show_run(session: Session, standing: Standing) -> None:
    runs = {each["run_id"]: each for each in reversed(standing.history["runs"])}
    if not runs:
        st.markdown("No run yet.")
        return
    run_id = st.selectbox(
        "Run",
        list(runs),
        format_func=lambda each: show_hidden(
            f"{each} · {runs[each]['snapshot_date'] or runs[each]['source']} · "
            f"{runs[each]['status']}"
        ),
        key="run",
    )
    changes = read_changes(session.store, run_id)
    view = view_changes(changes)
    st.subheader(plain(view["lead"]), anchor=False)
    st.markdown(plain(view["reason"]))
    if view["high_value"]:
        st.markdown(plain(view["high_value"]))
    _show_tiles(view["tiles"])
    for name, moves in lay_out_moves(changes).items():
        st.subheader(_MOVES[name], anchor=False)
        left, right = moves.sides
        st.caption(plain(f"Left: {left.lower()}. Right: {right.lower()}."))
        words = "Bands from the segments before to those after; the table below has the counts."
        show_figure(draw_flow(moves.flows, moves.colors), words, f"moves-{name}")
        st.caption(plain(" · ".join(moves.names)))
        with st.expander("As a table"):
            _show_matrix(view["matrices"][name])
    _show_events(view["events"])
    _show_drift(view["drift"])
    _show_gates(view["gates"])


def _show_tiles(tiles: list[tuple[str, str, str]]) -> None:
    if not tiles:
        return
    for place, (figure, what, words) in zip(st.columns(len(tiles)), tiles, strict=True):
        with place:
            st.metric(plain(what), plain(figure), border=True)
            st.caption(plain(words))


def _show_matrix(matrix: dict[str, Any]) -> None:
    st.caption(plain(matrix["corner"]))
    rows = [
        {
            "From": f"{row['id']} {row['name']}".strip(),
            **{
                column: f"{n} ({share})" if share else n
                for column, (n, share, _) in zip(matrix["columns"], row["cells"], strict=True)
            },
            "All": row["total"],
        }
        for row in matrix["rows"]
    ]
    st.dataframe(rows, hide_index=True)


def _show_events(events: list[tuple[str, str]]) -> None:
    if not events:
        return
    st.subheader("What became of the segments", anchor=False)
    for kind, sentence in events:
        st.markdown(f"- **{plain(kind)}.** {plain(sentence)}")


def _show_drift(drift: dict[str, Any] | None) -> None:
    if drift is None:
        return
    st.subheader("Are customers still alike?", anchor=False)
    st.markdown(plain(drift["lead"]))
    for sentence in drift["schema"]:
        st.markdown(f"- {plain(sentence)}")
    titles = ["Shift (PSI)", "p", "Median before", "Median now"]
    titles += ["Missing before", "Missing now"] if drift["misses"] else []
    rows = [
        {
            "Feature": row["name"],
            "Judged": row["judged"],
            **dict(zip(titles, row["cells"], strict=True)),
        }
        for row in drift["rows"]
    ]
    if rows:
        st.dataframe(rows, hide_index=True)
    for heading, text in drift["overall"]:
        st.markdown(f"**{plain(heading)}.** {plain(text)}")
    for sentence in drift["unseen"]:
        st.markdown(f"- {plain(sentence)}")


def _show_gates(gates: dict[str, Any] | None) -> None:
    if gates is None:
        return
    st.subheader("The gates of the new model", anchor=False)
    st.markdown(plain(gates["lead"]))
    for name, passed, sentence in gates["rows"]:
        sign = ":material/check_circle:" if passed else ":material/cancel:"
        st.markdown(f"{sign} **{plain(name)}.** {plain(sentence)}")


def _show_decisions(session: Session, standing: Standing) -> None:
    asked: _Asked | None = session.kept.get(_ASKED)
    if asked is not None:
        _confirm(session, asked)
        return
    st.subheader("Let a model serve that was kept", anchor=False)
    if standing.challengers:
        chosen = st.selectbox(
            "Model", standing.challengers, format_func=name_challenger, key="challenger"
        )
        for gate in chosen.gates:
            if not gate.passed:
                st.markdown(f":material/cancel: **{plain(gate.name)}.** {plain(gate.sentence)}")
        if st.button("Approve this model …", icon=":material/verified:", key="approve"):
            _ask(session, _Asked(name_challenger(chosen), standing.version, str(chosen.run_id)))
    else:
        st.markdown("No model waits: every one that was learnt serves, or served.")
    st.subheader("Go back", anchor=False)
    if standing.earlier is None:
        st.markdown("No model served before this one.")
        return
    earlier = f"The model of version {standing.earlier.version}"
    st.markdown(plain(f"{earlier} would serve again: {standing.earlier.reason}"))
    if st.button("Roll back …", icon=":material/undo:", key="roll-back"):
        _ask(session, _Asked(earlier, standing.version, None))


def _ask(session: Session, asked: _Asked) -> None:
    session.kept[_ASKED] = asked
    st.rerun()


def _confirm(session: Session, asked: _Asked) -> None:
    """Ask once more; the version that was seen goes with the answer."""
    with st.container(border=True, key="confirmation"):
        st.subheader("Are you sure?", anchor=False)
        st.markdown(
            plain(
                f"{asked.name} will serve in the place of version {asked.version}. Every program "
                "that asks the store uses it from then on."
            )
        )
        reason = st.text_input(
            "Why (it stands in the history; write no customer into it)", max_chars=300, key="reason"
        )
        with st.container(horizontal=True):
            if st.button("Yes, let it serve", type="primary", key="confirm"):
                _decide(session, asked, str(reason))
                _leave(session)
            if st.button("No, change nothing", key="refrain"):
                _leave(session)


def _leave(session: Session) -> None:
    session.kept.pop(_ASKED, None)
    st.rerun()


def _decide(session: Session, asked: _Asked, reason: str) -> None:
    try:
        if asked.run is None:
            done = roll_back(session.store, reason, asked.version)
        else:
            done = promote_model(session.store, asked.run, reason, asked.version)
    except ChampionMovedError:
        session.problem = ChampionMovedError(
            "Somebody else let another model serve in the meantime. Nothing was changed.",
            "Look at what serves now, and decide anew.",
        )
    except SmartCartError as error:
        session.problem = error
    else:
        session.notice = f"Version {done.champion.version} serves. {done.reason}"
