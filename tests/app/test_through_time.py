"""The page Through time: what refreshes found, and decisions that nobody overtakes."""

from __future__ import annotations

import pytest
from tests.app.conftest import settled, texts
from tests.refresh.shop import THREE, Shop, shop

from smartcart.app.session import Session
from smartcart.jobs.store_promote import promote_model
from smartcart.jobs.store_review import read_changes, read_standing
from smartcart.report.changes.words import tell_lead


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Shop:
    """Return a store with a promotion and a model that was kept: most customers were gone."""
    made = Shop(tmp_path_factory.mktemp("time"))
    made.refresh(shop(*THREE))
    few = (("gold", 60, 1000), ("often", 60, 2000), ("lookers", 200, 4000))
    assert made.refresh(shop(*few, seed=1)).summary["status"] == "kept"
    return made


@pytest.fixture
def visitor(filled, tmp_path) -> Session:
    (tmp_path / "store.db").write_bytes((filled.folder / "store.db").read_bytes())
    return Session(store=f"sqlite:///{tmp_path}/store.db")


def test_without_a_store_the_page_tells_how_to_start_one(open_page):
    page = open_page("through_time", Session())
    assert "Keep your segments current" in texts(page)
    assert [each.value.split()[:2] for each in page.code] == [
        ["smartcart", "refresh"],
        ["smartcart", "app"],
    ]


def test_a_store_that_is_not_there_is_named_and_not_made(open_page, tmp_path):
    page = open_page("through_time", Session(store=f"sqlite:///{tmp_path}/none.db"))
    assert "There is no store" in texts(page)
    assert not list(tmp_path.iterdir())


def test_a_run_is_told_with_moves_drift_gates_and_reasons(open_page, visitor):
    page = open_page("through_time", visitor)
    said = texts(page)
    changes = read_changes(visitor.store, 2)
    assert tell_lead(changes) in said
    assert changes.reason in said
    for gate in changes.gates:
        assert gate.sentence in said
    assert "Are customers still alike?" in said
    assert "What customers did" in said
    page.selectbox(key="run").set_value(1).run()
    assert tell_lead(read_changes(visitor.store, 1)) in texts(page)


def test_a_kept_model_is_approved_and_rolled_back_after_a_second_question(open_page, visitor):
    page = open_page("through_time", visitor)
    page.button(key="approve").click().run()
    assert "will serve in the place of version 1" in texts(page)
    page.text_input(key="reason").set_value("The shop moved.")
    page.button(key="confirm").click()
    settled(page)
    assert read_standing(visitor.store).version == 2
    page.button(key="roll-back").click().run()
    page.button(key="confirm").click()
    settled(page)
    standing = read_standing(visitor.store)
    assert standing.version == 3
    assert standing.history["promotions"][1]["reason"] == "The shop moved."


def test_a_decision_on_an_older_state_changes_nothing(open_page, visitor):
    page = open_page("through_time", visitor)
    page.button(key="approve").click().run()
    promote_model(visitor.store, "2", "Somebody else was first.")
    page.button(key="confirm").click()
    said = texts(settled(page))
    assert "Somebody else let another model serve in the meantime" in said
    assert read_standing(visitor.store).version == 2
