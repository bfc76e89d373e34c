import base64
from dataclasses import replace

import pytest
from tests.report.page import HARMLESS, LISTS, TABLES, Page

from smartcart.report import figure_svg, render_report
from smartcart.report.dark import follow_page


@pytest.fixture(scope="module")
def page(report):
    return Page(report.html)


def test_the_page_names_every_segment_with_its_evidence(page, segmentation):
    for segment in segmentation.segments:
        assert segment.name in page.text
        assert f"{segment.size:,} customers" in page.text
        assert all(sentence in page.text for sentence in segment.evidence)
    assert segmentation.choice.reason in page.text
    assert segmentation.data_hash[:12] in page.text


def test_the_page_asks_for_nothing_outside_itself(report, page):
    assert all(address.startswith(("data:", "#")) for address in page.addresses)
    assert page.elements <= HARMLESS | LISTS | TABLES
    assert not [name for name in page.attributes if name.startswith("on")]
    assert "url(" not in report.html
    assert "@import" not in report.html
    assert page.scripts == 1
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-"
    assert f'content="{policy}' in report.html
    assert len(report.html.encode()) < 3_000_000


def test_every_picture_is_there_and_said_in_words(report, page):
    pictures = [address for address in page.addresses if address.startswith("data:image")]
    assert len(pictures) == len(report.figures) == 15
    assert all(len(alt) > 60 for alt in page.alts)
    assert "S1 holds 31% of the customers and 66% of spend" in " ".join(page.alts)
    shown = {base64.b64decode(picture.split(",")[1]).decode() for picture in pictures}
    assert shown == {follow_page(figure_svg(figure)) for figure in report.figures.values()}


def test_the_profile_table_speaks_in_words_and_percent(page):
    assert "Days since the last purchase" in page.text
    assert "Response to the last campaign" in page.text
    assert "n_customers" not in page.text
    assert "spend_total" not in page.text


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "</style><b onclick=x>", '" onload="x', "{{ 7*7 }}"]
)
def test_a_hostile_name_is_only_text(report, name):
    first, *others = report.facts.segments
    hostile = replace(first, name=name, evidence=(name,))
    html = render_report(replace(report.facts, segments=(hostile, *others), source=name), {})
    page = Page(html)
    assert page.text.count(name) >= 4
    assert page.elements <= HARMLESS | LISTS | TABLES
    assert page.scripts == 1
    assert not [attribute for attribute in page.attributes if attribute.startswith("on")]


def test_a_hostile_table_is_inert_from_its_columns_to_its_levels(machines):
    page = Page(machines.html)
    assert "<script>alert(1)</script>" in page.text
    assert "<img src=x onerror=alert(1)>" in page.text
    assert page.elements <= HARMLESS | LISTS | TABLES
    assert page.scripts == 1
    assert "\u202e" not in page.text
    assert "\\u202e" in page.text


def test_a_table_without_value_response_or_dates_has_no_empty_places(machines):
    page = Page(machines.html)
    assert "not known" in page.text
    assert "of customers" in page.text
    for absent in ("of spend", "Median", "Response", "Responded", "None", "nan"):
        assert absent not in page.text.replace("Medians in the units", ""), absent


def test_a_value_that_is_not_spend_keeps_its_own_word(one_variable):
    page = Page(one_variable.html)
    assert "of balance" in page.text
    assert "Median balance" in page.text
    assert "Agreement with K-Means (ARI)" in page.text
    assert "spend" not in page.text


def test_warnings_stand_before_the_segments(report):
    html = render_report(replace(report.facts, warnings=("Read me first.",)), {})
    assert html.index('href="#why"') < html.index("<article")
    assert "Read me first." in html


def test_a_figure_nobody_knows_is_refused(report):
    with pytest.raises(KeyError, match="portrait"):
        render_report(report.facts, {"portrait": "<svg/>"})
