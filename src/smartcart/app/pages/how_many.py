"""How many: what speaks for each number of segments, and another number beside the one taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from smartcart.app.charts import draw_elbow, draw_flow, draw_separation, draw_stability
from smartcart.app.parts import go_to, need_segments, show_figure
from smartcart.app.session import Session, current
from smartcart.app.words import plain
from smartcart.report import ComparisonFacts, ReportFacts, collect_comparison, collect_facts
from smartcart.report.view import view_report
from smartcart.report.words import percent
from smartcart.segmentation import Segmentation, carry_own_names, try_number

__all__ = ["show"]

_TRIAL = "trial"
_COLUMNS = (
    "Inertia",
    "Silhouette",
    "… without structure",
    "Gap",
    "Prediction strength",
    "Agreement of refits",
    "… without structure ",
    "Weakest segment",
)


@dataclass(frozen=True)
class _Trial:
    """Another number of segments, and how it compares with the one taken."""

    segmentation: Segmentation
    facts: ReportFacts
    comparison: ComparisonFacts


def show() -> None:
    """Draw the page."""
    session = current()
    st.title("How many segments", anchor=False)
    found = need_segments(session)
    if found is None:
        return
    segmentation, facts = found
    with st.container(border=True, key="reason"):
        st.subheader(f"Why {segmentation.k}?", anchor=False)
        st.markdown(plain(facts.choice.reason))
    _show_panel(facts)
    st.divider()
    _show_trial(session, segmentation)


def _show_panel(facts: ReportFacts) -> None:
    choice = facts.choice
    elbow, separation, stability = st.columns(3)
    with elbow:
        show_figure(draw_elbow(choice), "Inertia by number of segments, with the elbow.", "elbow")
    with separation:
        words = "Mean silhouette by number of segments, beside tables without structure."
        show_figure(draw_separation(choice), words, "separation")
    with stability:
        words = "Agreement of refits and weakest segment by number of segments."
        show_figure(draw_stability(choice), words, "stability")
    st.caption(
        f"Shaded: the {choice.k} that were taken. The grey band is what tables without any "
        "structure reach; only above it a figure says something. Dashed: what was asked for."
    )
    with st.expander("All criteria as a table", icon=":material/table_rows:"):
        rows: list[dict[str, Any]] = view_report(facts)["scores"]
        st.dataframe(
            [_score_row(row) for row in rows], hide_index=True, alt="All criteria by number."
        )


def _score_row(row: dict[str, Any]) -> dict[str, str]:
    mark = "taken" if row["is_taken"] else "elbow" if row["is_elbow"] else ""
    first = {"Segments": str(row["k"]), "Mark": mark}
    return first | dict(zip(_COLUMNS, row["cells"], strict=True))


def _show_trial(session: Session, segmentation: Segmentation) -> None:
    st.subheader("Try another number", anchor=False)
    numbers = [int(k) for k in segmentation.k_scores.index if k != segmentation.k]
    if not numbers:
        st.markdown("No other number was compared: the table is too small.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        near = min(numbers, key=lambda k: (abs(k - segmentation.k), -k))
        chosen = st.selectbox(
            "Number of segments", numbers, index=numbers.index(near), key="another", width=200
        )
        if st.button("Compare", icon=":material/compare_arrows:", key="compare"):
            _try(session, segmentation, int(chosen or near))
    trial = session.kept.get(_TRIAL)
    if trial is None:
        st.caption("Both stand side by side then, and nothing changes until you take one over.")
        return
    _show_comparison(segmentation, trial)
    with st.container(horizontal=True):
        if st.button(f"Take {trial.segmentation.k} segments", type="primary", key="take"):
            _take(session, segmentation, trial)
        if st.button(f"Keep {segmentation.k} segments", key="keep"):
            session.kept.pop(_TRIAL)
            st.rerun()


def _show_comparison(segmentation: Segmentation, trial: _Trial) -> None:
    facts, other = trial.comparison, trial.segmentation.k
    now, then = f"{segmentation.k} (now)", f"{other} (tried)"
    st.dataframe(
        [{"Figure": label, now: a, then: b} for label, a, b in facts.figures],
        hide_index=True,
        alt="Figures of both numbers of segments.",
    )
    for place, title, sizes in zip(st.columns(2), (now, then), facts.sizes, strict=True):
        with place, st.container(border=True, height="stretch"):
            st.markdown(f"**{title}**")
            st.markdown("\n".join(f"- {plain(n)}: {c:,} ({percent(s)})" for n, c, s in sizes))
    st.markdown(plain(trial.segmentation.choice.reason))
    st.caption("How customers move: on the left where they are, on the right where they would be.")
    show_figure(draw_flow(facts.moves), "Customers by segment of both numbers.", "moves")


def _try(session: Session, segmentation: Segmentation, k: int) -> None:
    def job(display: Any) -> _Trial:
        found = try_number(segmentation, k, display)
        if segmentation.training is not None:
            found = carry_own_names(segmentation, found, segmentation.training.customers)
        return _Trial(found, collect_facts(found), collect_comparison(segmentation, found))

    def then(trial: _Trial) -> None:
        if session.segmentation is segmentation:
            session.kept[_TRIAL] = trial

    session.begin(f"Trying {k} segments", job, then)
    st.rerun()


def _take(session: Session, segmentation: Segmentation, trial: _Trial) -> None:
    session.settings = session.settings.model_copy(update={"segments": trial.segmentation.k})
    session.take_segments(trial.segmentation, trial.facts)
    session.notice = f"There are {trial.segmentation.k} segments now, {segmentation.k} before."
    go_to("segments")
