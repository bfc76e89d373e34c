"""Customer: why one customer is in its segment, what would move it, its risk, and an offer."""

from __future__ import annotations

import streamlit as st

from smartcart.app.customer_facts import (
    error_of,
    find_offers,
    is_whole,
    list_changeable,
    list_parts,
    list_risk,
    name_field,
    pick_typical,
    take_record,
    tell_offer,
    try_value,
)
from smartcart.app.explain_charts import draw_parts
from smartcart.app.parts import need_segments, show_figure
from smartcart.app.session import Session, current
from smartcart.app.words import plain, said
from smartcart.customers import Customers
from smartcart.errors import SmartCartError
from smartcart.report import segment_color
from smartcart.report.words import show_hidden
from smartcart.segmentation import (
    Counterfactual,
    Explanation,
    Scorer,
    ScoringField,
    Segmentation,
    write_value,
)

__all__ = ["show"]

#: The field of the id, and where its content is kept.
_ID = "customer-id"
#: Typical customers offered at most.
_FEW = 6


def show() -> None:
    """Draw the page."""
    session = current()
    st.title("One customer", anchor=False)
    st.markdown("Why a customer is where they are, what would move them, and what to offer.")
    found = need_segments(session)
    if found is None or session.customers is None:
        return
    segmentation, customers = found[0], session.customers
    customer_id = _ask(session, segmentation)
    if not customer_id:
        return
    try:
        explained = segmentation.explain(customers, customer_id)
    except SmartCartError as error:
        st.warning(said(error_of(customer_id, session.store, error)), icon=":material/search_off:")
        return
    _show_place(explained)
    why, change = st.columns([3, 2], gap="large")
    with why:
        _show_why(explained, segmentation)
    with change:
        _show_trial(explained, segmentation, customers)
    risk, offer = st.columns([3, 2], gap="large")
    with risk:
        _show_risk(explained, segmentation)
    with offer:
        _show_offer(session, segmentation, customers, customer_id)


def _ask(session: Session, segmentation: Segmentation) -> str:
    """Return the id that is looked for; empty until there is one."""
    if "typical" not in session.kept:
        session.kept["typical"] = pick_typical(segmentation.assignments)
    typical = session.kept["typical"]
    if _ID not in st.session_state:  # a field that was not drawn for a while is forgotten
        st.session_state[_ID] = session.kept.get(_ID, "")
    with st.container(border=True):
        st.text_input(
            "Customer id",
            key=_ID,
            placeholder="As in your table",
            help="Exactly as it stands in your table. An unknown one shows the nearest ids.",
        )
        st.caption("Or look at the most typical customer of a segment:")
        with st.container(horizontal=True):
            for place, (segment_id, customer_id) in enumerate(list(typical.items())[:_FEW]):
                st.button(
                    plain(f"{segment_id} · {customer_id}"),
                    key=f"typical-{place}",
                    on_click=_choose,
                    args=(customer_id,),
                )
    session.kept[_ID] = st.session_state[_ID]
    return str(st.session_state[_ID]).strip()


def _choose(customer_id: str) -> None:
    st.session_state[_ID] = customer_id


def _place_of(segmentation: Segmentation, segment_id: str) -> int:
    return segmentation.model.ids.index(segment_id)


def _show_place(explained: Explanation) -> None:
    st.subheader(plain(f"{explained.segment_id} · {explained.segment}"), anchor=False)
    st.markdown(plain(explained.sentence))
    confidence, runner_up, index = st.columns(3)
    confidence.metric(
        "Confidence",
        f"{explained.confidence:.2f}",
        help="0 is half-way to the next segment, 1 the centre of this one. It is no probability.",
        border=True,
    )
    runner_up.metric("Next segment", plain(explained.runner_up or "none"), border=True)
    known = explained.risk is not None and explained.risk.index is not None
    index.metric(
        "Risk index",
        f"{explained.risk.index:.0f} of 100" if known and explained.risk else "not known",
        help="Among the customers of the same segment. An index, not a probability of leaving.",
        border=True,
    )
    if explained.unusual:
        st.warning(
            "Unlike most customers of any segment: look at the values before you act on it.",
            icon=":material/warning:",
        )


def _show_why(explained: Explanation, segmentation: Segmentation) -> None:
    st.subheader("Why here", anchor=False)
    own, other = explained.segment_id, explained.runner_up
    if other is None:
        st.markdown("There is one segment only, so everybody is in it.")
        return
    show_figure(
        draw_parts(
            list_parts(explained),
            own,
            other,
            segment_color(_place_of(segmentation, own)),
            segment_color(_place_of(segmentation, other)),
        ),
        f"What speaks for {own}, and what for {other}; the sentence above names the main reasons.",
        "margin",
    )
    st.caption(
        plain(
            f"The bars add up to the margin of {own} over {other}: {explained.margin:.2f}. The "
            "larger it is, the clearer the case."
        )
    )


def _show_trial(explained: Explanation, segmentation: Segmentation, customers: Customers) -> None:
    st.subheader("What if", anchor=False)
    scorer = Scorer.of(segmentation.model)
    record = take_record(scorer, customers, explained.customer_id)
    fields = list_changeable(scorer, customers)
    change = explained.counterfactual
    names = [each.name for each in fields]
    first = names.index(change.feature) if change and change.feature in names else 0
    field = st.selectbox(
        "Change one value",
        fields,
        index=first,
        format_func=name_field,
        key=f"trial-{explained.customer_id}",
    )
    asked = _ask_value(field, record.get(field.source), change, explained.customer_id)
    _show_moved(explained, try_value(scorer, record, field, asked))


def _ask_value(
    field: ScoringField,
    now: float | str | None,
    change: Counterfactual | None,
    customer_id: str,
) -> float | str | None:
    """Ask for another value, beginning with the one that would move the customer."""
    key = f"trial-{customer_id}-{field.name}"
    if isinstance(now, str) or field.kind.is_text:
        levels = list(field.levels)
        place = levels.index(now) if isinstance(now, str) and now in levels else None
        return st.selectbox("To", levels, index=place, format_func=show_hidden, key=key)
    meant = change.after if change and change.feature == field.name else now
    known = "not known" if now is None else write_value(field.name, now)
    step = 1.0 if is_whole(field) else None
    return st.number_input(
        "To",
        min_value=float(field.low or 0.0),
        max_value=float(field.high or 0.0),
        value=None if meant is None else float(meant),
        step=step,
        format="%.0f" if step else None,
        key=key,
        help=plain(f"Now: {known}. Unit: {field.unit or 'none'}."),
    )


def _show_moved(explained: Explanation, placed: dict[str, object]) -> None:
    there = plain(f"{placed['segment_id']} ({placed['segment']})")
    if placed["segment_id"] == explained.segment_id:
        st.info(
            f"Stays in {there}, with confidence {placed['confidence']:.2f} instead of "
            f"{explained.confidence:.2f}.",
            icon=":material/push_pin:",
        )
    else:
        st.success(
            f"Would move to {there}, with confidence {placed['confidence']:.2f}.",
            icon=":material/move_up:",
        )
    st.caption(
        "All other values stay as they are. It says how the segments are cut, not that a "
        "campaign would bring the change about."
    )


def _show_risk(explained: Explanation, segmentation: Segmentation) -> None:
    st.subheader("Risk", anchor=False)
    risk, churn = explained.risk, segmentation.churn
    if risk is None:
        st.markdown(plain(churn.note if churn and churn.note else "The table tells no risk."))
        return
    st.markdown(plain(risk.sentence))
    st.dataframe(list_risk(risk), hide_index=True)
    if churn is not None:
        with st.expander("What may be said about leaving"):
            st.markdown(plain(churn.reason))
            if churn.note:
                st.markdown(plain(churn.note))


def _show_offer(
    session: Session, segmentation: Segmentation, customers: Customers, customer_id: str
) -> None:
    st.subheader("What to offer next", anchor=False)
    if "offers" not in session.kept:
        st.markdown("Found by what customers of the same kind buy more of.")
        if st.button("Find the next best category", icon=":material/redeem:", key="find-offers"):
            session.begin(
                "Finding what customers of the same kind buy",
                lambda display: find_offers(segmentation, customers, session.store, display),
                lambda found: session.kept.update(offers=found),
            )
            st.rerun()
        return
    told = tell_offer(session.kept["offers"], customer_id)
    why = told.pop("why")
    for label, value in told.items():
        st.metric(label, plain(value))
    st.markdown(plain(why))
