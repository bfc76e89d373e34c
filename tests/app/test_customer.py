"""The page Customer: reasons, a trial of another value, risk as an index, an offer."""

from __future__ import annotations

import pytest
from tests.app.conftest import settled, texts

from smartcart.app.customer_facts import find_offers, list_parts, take_record, try_value
from smartcart.app.session import KEY
from smartcart.segmentation import Scorer
from smartcart.store import open_store


@pytest.fixture
def page(open_page, session):
    def look(customer_id: str):
        page = open_page("customer", session)
        page.text_input(key="customer-id").set_value(customer_id)
        return settled(page)

    return look


def test_the_parts_that_are_drawn_add_up_to_the_margin(session):
    customers, segmentation = session.customers, session.segmentation
    for customer_id in customers.table.index[:20]:
        explained = segmentation.explain(customers, customer_id)
        for most in (3, 8, 99):
            total = sum(part.amount for part in list_parts(explained, most))
            assert total == pytest.approx(explained.margin)


def test_the_change_that_is_told_moves_the_customer_when_it_is_tried(session):
    customers, segmentation = session.customers, session.segmentation
    scorer = Scorer.of(segmentation.model)
    fields = {field.name: field for field in scorer.fields}
    assigned = segmentation.assignments.set_index("customer_id")
    tried = 0
    for customer_id in customers.table.index[:40]:
        record = take_record(scorer, customers, customer_id)
        change = segmentation.explain(customers, customer_id).counterfactual
        (placed,) = scorer.score([record])
        assert placed["segment_id"] == assigned["segment_id"][customer_id]
        assert placed["confidence"] == assigned["confidence"][customer_id]
        if change is not None:
            moved = try_value(scorer, record, fields[change.feature], change.after)
            assert moved["segment_id"] == change.segment_id
            tried += 1
    assert tried > 20


def test_a_customer_is_explained_and_the_trial_begins_with_what_would_move_them(page, session):
    customer_id = str(session.customers.table.index[12])
    explained = session.segmentation.explain(session.customers, customer_id)
    shown = page(customer_id)
    said = texts(shown)
    assert explained.sentence in said
    assert f"The bars add up to the margin of {explained.segment_id}" in said
    assert "An index, not a probability" in said
    assert any(
        f"Would move to {explained.counterfactual.segment_id}" in each
        for each in (each.value for each in shown.success)
    )
    value = explained.counterfactual.before
    shown.number_input[0].set_value(float(value)).run()
    assert f"Stays in {explained.segment_id}" in shown.info[0].value


def test_a_typical_customer_is_one_click_away_and_stays_when_work_comes_between(page, session):
    shown = page("")
    assert not shown.subheader
    shown.button(key="typical-0").click().run()
    chosen = session.kept["customer-id"]
    assert session.segmentation.explain(session.customers, chosen).segment_id == "S1"
    shown.button(key="find-offers").click()
    said = texts(settled(settled(shown)))
    assert chosen in said
    offer = find_offers(session.segmentation, session.customers, None).loc[chosen]
    assert str(offer["reason"]).lower() in said.lower()


def test_an_unknown_id_leads_to_the_nearest_ones(page):
    assert "'CANARY-1'" in texts(page("CANARY-2")).replace("CANARY-1'", "CANARY-1'")


def test_a_hostile_id_is_shown_letter_by_letter(page):
    shown = page("<script>alert(1)</script>")
    assert any(r"\<script\>alert\(1\)\<\/script\>" in each.value for each in shown.markdown)


def test_who_objects_gets_no_offer_and_is_told_apart_from_an_unknown_one(page, session, tmp_path):
    ids = session.customers.table.index
    address = f"sqlite:///{tmp_path}/store.db"
    open_store(address).suppress([ids[5], "gone"], reason="asked by letter")
    offers = find_offers(session.segmentation, session.customers, address)
    assert ids[5] not in offers.index
    assert len(offers) == len(ids) - 1
    session.store = address
    assert "objects to marketing and was left out" in texts(page("gone"))
    assert page("").session_state[KEY] is session
