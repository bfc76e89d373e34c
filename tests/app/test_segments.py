"""The pages Segments and How many: words first, names that stay, files that run nothing."""

from __future__ import annotations

import io
import json

import pandas as pd
from tests.app.conftest import settled, texts

from smartcart.app.charts import draw_heat, draw_map, label
from smartcart.app.downloads import model_bytes, profiles_csv, report_bytes, segments_csv
from smartcart.report import collect_comparison
from smartcart.segmentation import rename_segments, segment_customers, try_number

HOSTILE = "<b>Gold</b> [club](http://x.example) :material/face: $5"


def test_pages_without_segments_lead_to_where_they_come_from(open_page):
    for name in ("segments", "how_many"):
        page = open_page(name)
        assert "No customers yet" in texts(page)
        assert [button.label for button in page.button] == ["Choose a table"]


def test_the_verdict_comes_first_and_every_segment_has_a_card(open_page, session):
    page = open_page("segments", session)
    said = texts(page)
    segmentation = session.segmentation
    assert page.subheader[0].value.casefold() == segmentation.verdict.name
    for segment in segmentation.segments:
        assert f"{segment.id} · {segment.size} customers" in said
        assert segment.name in said
        assert segment.evidence[0].partition(": ")[2] in said
        assert segment.advice[0].partition(": ")[2] in said


def test_a_name_of_ones_own_is_shown_letter_by_letter_and_goes_into_every_file(open_page, session):
    page = open_page("segments", session)
    page.selectbox(key="renamed").set_value("S1")
    page.text_input(key="new-name").set_value(HOSTILE)
    page.button("FormSubmitter:rename-Rename").click()
    settled(page)
    name = session.segmentation.segments[0].name
    assert name == HOSTILE
    raw = [each.value for each in page.subheader]
    assert any(r"\<b\>Gold\<\/b\> \[club\]\(http\:" in each for each in raw)
    assert not any(":material/" in each for each in raw)
    renamed = session.segmentation
    assert pd.read_csv(io.BytesIO(profiles_csv(renamed)))["segment"][0] == HOSTILE
    assert HOSTILE in set(pd.read_csv(io.BytesIO(segments_csv(renamed)))["segment"])
    assert json.loads(model_bytes(renamed))["own_names"] == {"S1": HOSTILE}
    assert b"&lt;b&gt;Gold" in report_bytes(renamed)


def test_an_impossible_name_is_refused_in_words(open_page, session):
    page = open_page("segments", session)
    page.text_input(key="new-name").set_value("")
    page.button("FormSubmitter:rename-Rename").click()
    assert len(settled(page).error) == 1


def test_no_formula_leaves_the_page(session):
    text = segments_csv(session.segmentation).decode()
    assert "'=cmd|" in text
    assert "\n=cmd" not in text
    assert segments_csv(session.segmentation).count(b"\n") == len(session.customers) + 1


def test_figures_show_the_facts_and_keep_markup_as_text(session):
    facts = session.facts
    assert sum(len(trace.x) for trace in draw_map(facts.map, facts.segments).data) == 300
    heat = draw_heat(facts)
    assert list(heat.data[0].x) == [segment.id for segment in facts.segments]
    assert len(heat.data[0].z) == len(facts.main_measures)
    renamed = rename_segments(session.segmentation, {"S2": HOSTILE}).segments
    assert draw_map(facts.map, renamed).data[1].name.startswith("S2 &lt;b&gt;Gold")
    assert label("a" * 80).endswith("…")


def test_another_number_is_what_a_run_with_that_number_gives(session):
    segmentation = session.segmentation
    tried = try_number(segmentation, 2)
    asked = segmentation.settings.model_copy(update={"segments": 2})
    again = segment_customers(segmentation.training.customers, asked)
    assert tried.assignments.equals(again.assignments)
    assert model_bytes(tried) == model_bytes(again)


def test_a_comparison_loses_no_customer(session):
    first, second = session.segmentation, try_number(session.segmentation, 4)
    moves = collect_comparison(first, second).moves
    assert moves.sum(axis=1).tolist() == [each.size for each in first.segments]
    assert moves.sum(axis=0).tolist() == [each.size for each in second.segments]


def test_another_number_stands_beside_the_one_taken_and_may_be_taken_over(open_page, session):
    session.take_segments(rename_segments(session.segmentation, {"S1": "Gold club"}))
    page = open_page("how_many", session)
    assert page.subheader[0].value == "Why 3?"
    assert session.segmentation.choice.reason in texts(page)
    page.selectbox(key="another").set_value(2)
    page.button(key="compare").click()
    settled(page)
    assert session.segmentation.k == 3
    assert "2 (tried)" in texts(page)
    page.button(key="take").click().run()
    assert session.segmentation.k == session.settings.segments == 2
    assert session.segmentation.segments[0].name == "Gold club"


def test_a_trial_may_be_dropped(open_page, session):
    page = open_page("how_many", session)
    page.button(key="compare").click()
    settled(page).button(key="keep").click()
    settled(page)
    assert session.segmentation.k == 3
    assert session.kept == {}
