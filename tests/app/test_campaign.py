"""The page Campaign: a plan with its test and its limits, and an audience that runs nothing."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from tests.app.conftest import FEW, as_upload, settled, texts

import smartcart
from smartcart.app.campaign_facts import Asked, make_plan
from smartcart.app.reading import Answers, read_answered, segment_answered
from smartcart.app.session import Session
from smartcart.store import open_store
from smartcart.value import Offer


@pytest.fixture(scope="module")
def found():
    """Return 600 customers, 150 of whom answered, one with an id that is a formula."""
    frame = smartcart.make_customers(600, seed=0).astype({"ID": str})
    frame["Response"] = (frame["MntWines"].rank(method="first") > 450).astype(int)
    frame.loc[0, "ID"] = "=1+1"
    return segment_answered(read_answered(as_upload(frame), Answers()), FEW, None)


@pytest.fixture
def visitor(found) -> Session:
    made = Session(reading=found.reading, settings=FEW)
    made.take_segments(found.segmentation, found.facts)
    return made


def test_a_plan_is_told_with_its_limits_and_taken_away(open_page, visitor):
    page = open_page("campaign", visitor)
    page.number_input[0].set_value(2.0)
    page.button("FormSubmitter:campaign-Plan the campaign").click()
    said = texts(settled(page))
    plan = visitor.kept["plan"]
    assert plan.asked.offer == Offer(2.0, 11.0)
    assert page.number_input[0].value == 2.0
    assert plan.texts["lead"] in said
    for sentence in (*plan.facts.hard, *plan.facts.tested):
        assert sentence in said
    assert "This is propensity, not uplift" in said
    audience = pd.read_csv(io.BytesIO(plan.audience))
    assert len(audience) == len(visitor.customers)
    assert int(audience["contact"].sum()) == plan.facts.contacts
    assert audience["customer_id"].str.startswith("'=1+1").sum() == 1


def test_who_objects_is_in_no_audience_and_counted(visitor, found, tmp_path):
    address = f"sqlite:///{tmp_path}/store.db"
    gone = visitor.customers.table.index[7]
    open_store(address).suppress([gone], reason="asked by letter")
    heard = []
    asked = Asked(Offer(3, 11, budget=60), "has_responded", 0.0)
    plan = make_plan(
        found.segmentation, visitor.customers, asked, address, lambda *news: heard.append(news)
    )
    audience = pd.read_csv(io.BytesIO(plan.audience), dtype=str)
    assert gone not in set(audience["customer_id"])
    assert plan.objections.startswith("1 customer objects to marketing")
    assert plan.facts.contacts <= 20
    assert [news[1:] for news in heard] == [(0, 1), *((fold, 5) for fold in range(5))]


def test_too_few_answers_and_an_impossible_budget_are_told_in_words(open_page, session):
    page = open_page("campaign", session)
    page.number_input[2].set_value(1.0)
    page.button("FormSubmitter:campaign-Plan the campaign").click()
    assert "an amount that pays for at least one contact" in texts(settled(page))
    page.number_input[2].set_value(None)
    page.button("FormSubmitter:campaign-Plan the campaign").click()
    assert "too few to learn from, 50 are needed" in texts(settled(page))


def test_a_table_without_answers_says_what_to_add(open_page, session, uploaded):
    frame = pd.read_csv(io.BytesIO(uploaded.content)).drop(columns=["Response", "Complain"])
    reading = read_answered(as_upload(frame), Answers())
    session.reading = reading
    assert "Nobody knows who answers" in texts(open_page("campaign", session))
