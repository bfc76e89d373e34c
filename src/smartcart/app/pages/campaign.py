"""Campaign: whom to contact, what it is worth, how that was tested, and what may not be claimed."""

from __future__ import annotations

import streamlit as st

from smartcart.app.campaign_facts import Asked, Plan, list_outcomes, make_plan, table_of
from smartcart.app.explain_charts import draw_ways
from smartcart.app.parts import need_segments, show_empty, show_figure
from smartcart.app.session import Session, current
from smartcart.app.words import plain, said
from smartcart.customers import Customers
from smartcart.errors import SmartCartError
from smartcart.report.words import show_hidden
from smartcart.segmentation import Segmentation
from smartcart.value import Offer

__all__ = ["show"]

#: What is asked for until somebody asks for something else: amounts of the founding case.
_OFFER, _HELD_OUT = Offer(contact_cost=3.0, value=11.0), 0.1
_PLAN = ("Customers", "To contact", "Held out", "Answers", "Profit", "95 % interval")
_WAYS = ("Contacts", "Answers", "Rate", "Profit", "95 % interval", "The planner earned more by")
_RATES = ("Judged", "Answers", "Share that answered", "Lift")


def show() -> None:
    """Draw the page."""
    session = current()
    st.title("A campaign", anchor=False)
    st.markdown("Whom to contact, what it is worth, and how far that may be trusted.")
    found = need_segments(session)
    if found is None or session.customers is None:
        return
    outcomes = list_outcomes(session.customers)
    if not outcomes:
        show_empty(
            "Nobody knows who answers",
            "A campaign learns from an earlier one: add a column to your table with 1 for "
            "customers who answered and 0 for the others, and upload it again.",
            "data",
            "Choose another table",
        )
        return
    _ask(session, found[0], session.customers, outcomes)
    plan: Plan | None = session.kept.get("plan")
    if plan is None:
        st.caption("The plan and its test appear here. They take some seconds.")
        return
    _show_plan(plan)


def _ask(
    session: Session,
    segmentation: Segmentation,
    customers: Customers,
    outcomes: dict[str, str],
) -> None:
    last: Asked = session.kept.get("asked") or Asked(_OFFER, next(iter(outcomes)), _HELD_OUT)
    with st.form("campaign", border=True):
        cost, value, budget = st.columns(3)
        contact_cost = cost.number_input(
            "One contact costs",
            0.01,
            1e9,
            last.offer.contact_cost,
            1.0,
            help="In the money of your table.",
        )
        answer = value.number_input("One answer brings", 0.01, 1e9, last.offer.value, 1.0)
        most = budget.number_input(
            "Budget",
            0.01,
            1e12,
            last.offer.budget,
            100.0,
            placeholder="No limit",
            help="Most for all contacts.",
        )
        with st.expander("More choices"):
            outcome = st.selectbox(
                "Learn from",
                list(outcomes),
                index=list(outcomes).index(last.outcome),
                format_func=lambda name: show_hidden(outcomes[name]),
                help="The column that says who answered an earlier campaign.",
            )
            holdout = st.slider(
                "Leave uncontacted, in percent",
                0,
                50,
                round(100 * last.holdout),
                help="Beside them the next campaign can measure what contacting changes.",
            )
            name = st.text_input(
                "Name of the campaign",
                last.name,
                max_chars=80,
                help="Another name leaves other customers uncontacted.",
            )
        if not st.form_submit_button("Plan the campaign", type="primary", icon=":material/bolt:"):
            return
    try:
        asked = Asked(Offer(contact_cost, answer, most), outcome, holdout / 100, name.strip())
    except SmartCartError as error:
        st.error(said(error), icon=":material/error:")
        return
    session.kept["asked"] = asked
    session.begin(
        "Planning the campaign",
        lambda display: make_plan(segmentation, customers, asked, session.store, display),
        lambda plan: session.kept.update(plan=plan),
    )
    st.rerun()


def _show_plan(plan: Plan) -> None:
    texts = plan.texts
    st.subheader(plain(texts["lead"]), anchor=False)
    header = " · ".join(f"{label}: {value}" for label, value in texts["header"][1:])
    st.caption(plain(header))
    for place, (figure, what, words) in zip(
        st.columns(len(texts["tiles"])), texts["tiles"], strict=True
    ):
        with place:
            st.metric(plain(what), plain(figure), border=True)
            st.caption(plain(words))
    with st.container(border=True):
        st.markdown("**The hard things first**")
        for sentence in texts["hard"]:
            st.markdown(f"- {plain(sentence)}")
    st.download_button(
        "Download the audience",
        plan.audience,
        "audience.csv",
        "text/csv",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
        key="audience",
    )
    st.caption(
        plain(
            f"One row per customer; contact is 1 for whom to contact, held_out 1 for whom to leave "
            f"alone. {plan.objections}"
        )
    )
    whom, tested, rates, people, method = st.tabs(
        ["Whom to contact", "The test", "Answers by segment", "Whom it reaches", "How"]
    )
    with whom:
        st.dataframe(table_of(texts["segments"], _PLAN, "Segment"), hide_index=True)
        if texts["holdout"]:
            st.markdown(plain(texts["holdout"]))
    with tested:
        _show_test(plan)
    with rates:
        st.dataframe(table_of(texts["responses"], _RATES, "Segment"), hide_index=True)
        st.caption(plain(f"Difference between segments: {texts['p_value']}. Intervals are 95 %."))
    with people:
        _show_people(plan)
    with method:
        for heading, text in texts["method"]:
            st.markdown(f"**{plain(heading)}.** {plain(text)}")


def _show_test(plan: Plan) -> None:
    st.markdown(
        plain(
            f"All ways of choosing were judged on the same {plan.facts.n_judged:,} customers of "
            "the earlier campaign, each by models that had not seen the customer."
        )
    )
    words = "What each way of choosing earned, with intervals; the table below has the figures."
    show_figure(draw_ways(plan.facts.ways), words, "ways")
    for sentence in plan.facts.tested:
        st.markdown(f"- {plain(sentence)}")
    with st.expander("As a table"):
        st.dataframe(table_of(plan.texts["ways"], _WAYS, "Way of choosing"), hide_index=True)


def _show_people(plan: Plan) -> None:
    fairness = plan.texts["fairness"]
    if fairness is None:
        st.markdown("The table says nothing about the people, so nothing can be compared.")
        return
    rows = [
        {
            "By": each["trait"],
            "Reached least": each["lowest"],
            "Reached most": each["highest"],
            "Ratio": each["ratio"],
            "Below four fifths": each["words"],
        }
        for each in fairness["ratios"]
    ]
    st.dataframe(rows, hide_index=True)
    st.caption("A ratio below 0.8 is a reason to look, no verdict.")
