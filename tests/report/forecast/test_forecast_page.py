"""The page of a forecast, on forecasts small enough to be counted by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.report.forecast.by_hand import DAYS, P, facts_of, forecast_of
from tests.report.page import HARMLESS, LISTS, TABLES, Page
from tests.report.test_figures import holds_all_it_shows

from smartcart.profiles import wilson_rate
from smartcart.report import figure_svg
from smartcart.report.forecast import render_forecast

HOSTILE = ("<script>alert(1)</script>", "a_name_that_never_ends" * 14 + "\u202e.csv")
VOICES = ("probability", "ranking", "silent")


@pytest.fixture(scope="module")
def rendered():
    """Return the page of each voice, all tried on two days and judged afterwards."""
    return {name: render_forecast(facts_of(forecast_of(name))) for name in VOICES}


@pytest.fixture(scope="module")
def pages(rendered):
    return {name: Page(each.html) for name, each in rendered.items()}


def part(page, first, last):
    start = page.text.index(first)
    return page.text[start : page.text.index(last, start)]


SAID = {
    "probability": "how likely each customer is to order again within 60 days, how many orders to "
    "expect, and how much money to expect.",
    "ranking": "shop.csv says who is likelier to order again within 60 days, but not how likely.",
    "silent": "shop.csv cannot say who will order again within 60 days.",
}
MAY = {
    "probability": ["p_order as a probability", "Sums over any group", "return_rank as a ranking"],
    "ranking": ["return_rank as a ranking", "relative_value as a ranking", "overdue as how"],
    "silent": ["overdue as how unusual"],
}
MAY_NOT = {
    "probability": ["return_rank 0.80 as a chance", "One customer's future"],
    "ranking": ["p_order, expected_orders and expected_value are empty", "How many customers"],
    "silent": ["p_order, expected_orders, expected_value, return_rank and relative_value are"],
}


@pytest.mark.parametrize("voice", VOICES)
def test_the_page_begins_with_what_may_be_read_and_what_may_not(pages, voice):
    page = pages[voice]
    assert f"It is {voice}, of: probability, ranking, silent." in page.text
    assert page.text.index(SAID[voice]) < page.text.index(f"The reason for {voice}.")
    may = part(page, "What may be read off shop.csv", "What may not")
    may_not = part(page, "What may not", "What the columns of")
    assert all(each in may for each in MAY[voice])
    assert all(each in may_not for each in MAY_NOT[voice])
    assert ("p_order as a probability" in may) == (voice == "probability")
    columns = part(page, "What the columns of shop.csv mean", "How it was done")
    assert columns.count("Empty here.") == {"probability": 0, "ranking": 3, "silent": 5}[voice]


def test_where_money_was_not_right_it_is_not_promised():
    page = Page(render_forecast(facts_of(forecast_of("probability", money=False))).html)
    assert "how many orders to expect, and not how much money." in page.text
    assert "expected_value is empty: the money expected was off by more than a fifth." in page.text
    assert "expected_value the money" not in page.text


def test_hard_things_are_counted():
    page = Page(render_forecast(facts_of(forecast_of("ranking"))).html)
    hard = part(page, "The hard things first", "Tried on the past")
    assert "The record holds 366 days, less than two years" in hard
    assert "many at the top would order without one" in hard
    assert "they share orders" not in hard  # 60 days apart, and 60 are looked ahead
    assert "10 points off" in hard  # of the likeliest fifth 90 % were expected, and all came
    near = {"2024-01-01": DAYS["2024-01-01"], "2024-01-31": DAYS["2024-03-01"]}
    page = Page(render_forecast(facts_of(forecast_of("ranking", near, {}))).html)
    assert "lie 30 days apart, and each looks 60 days ahead: they share orders" in page.text
    one = {"2024-01-01": DAYS["2024-01-01"]}
    page = Page(render_forecast(facts_of(forecast_of("ranking", one, {}))).html)
    assert "Only one day of the past could be tried." in page.text


def test_a_rival_that_ranks_alike_is_named_and_one_far_behind_is_not():
    forecast = forecast_of("ranking", judged={})
    twins = tuple(
        replace(each, auc=each.auc.assign(habits=each.auc["rfm"])) for each in forecast.origins
    )
    table = pd.concat([forecast.backtest, forecast.backtest.loc[["rfm"]].rename({"rfm": "habits"})])
    facts = facts_of(replace(forecast, backtest=table, origins=twins))
    leads = {each.name: each.lead for each in facts.scores}
    assert leads["Logistic on RFM"] is None
    assert (leads["Logistic on habits"].low, leads["Logistic on habits"].high) == (0, 0)
    mean = np.mean([each.auc["rfm"].iloc[0] - 0.5 for each in forecast.origins])
    assert leads["Recency alone"].at == pytest.approx(mean)
    assert 0 < leads["Recency alone"].low < mean < leads["Recency alone"].high
    page = Page(render_forecast(facts).html)
    assert "Logistic on RFM speaks, but is not proven to rank better than logistic on habits." in (
        page.text
    )
    assert "it ranks better than recency alone, and that is no chance." in page.text


def drawn(panel, marker):
    return [
        (list(line.get_xdata()), list(line.get_ydata()))
        for line in panel.lines
        if line.get_marker() == marker and len(line.get_xdata())
    ]


def test_every_fifth_of_every_day_is_drawn_with_its_interval(rendered):
    panel = rendered["ranking"].figures["calibration"].axes[0]
    expected = [100 * p for p in P]
    for (x, y), ordered in zip(drawn(panel, "s"), DAYS.values(), strict=True):
        assert x == pytest.approx(expected)
        assert y == pytest.approx([5 * n for n in ordered])
    [(x, y)] = drawn(panel, "D")  # both days together
    assert (x, y) == (pytest.approx(expected), pytest.approx([5, 20, 40, 55, 90]))
    [(x, y)] = drawn(panel, "o")
    assert y == pytest.approx([10, 30, 50, 70, 100])
    spans = [segment for lines in panel.collections[1:] for segment in lines.get_segments()]
    rates = [
        wilson_rate(n, 20) for n in (*DAYS["2024-01-01"], *DAYS["2024-03-01"], 2, 6, 10, 14, 20)
    ]
    ends = [(100 * rate.low, 100 * rate.high) for rate in rates]
    assert [tuple(span[:, 1]) for span in spans] == [pytest.approx(each) for each in ends]


def test_levels_and_scores_are_drawn_as_measured(rendered):
    panel = rendered["ranking"].figures["levels"].axes[0]
    assert [y for _, y in drawn(panel, "o")] == [[pytest.approx(y)] for y in (38, 46, 52)]
    assert drawn(panel, "D")[0][1] == pytest.approx([50, 50, 50])
    assert [text.get_text() for text in panel.get_xticklabels()] == [*DAYS, "2024-06-01"]
    forecast = forecast_of("ranking")
    for panel, measure in zip(
        rendered["ranking"].figures["scores"].axes, ("auc", "rank_correlation"), strict=True
    ):
        past = forecast.backtest[measure].to_numpy()
        after = forecast.judged.table[measure].to_numpy()
        dots = [x[0] for x, _ in drawn(panel, "o")], [x[0] for x, _ in drawn(panel, "D")]
        np.testing.assert_allclose(dots, [past, after])


def test_captions_and_alternative_texts_say_the_figures(pages):
    page = pages["ranking"]
    # Over both days 40 % of the middle fifth came, and 55 % of the fourth: 10 and 15 points off.
    assert "Over all days they were at most 15 points off, in the fourth fifth (70% expected" in (
        page.text
    )
    assert "Afterwards they were at most 10 points off, in the likeliest fifth" in page.text
    assert (
        "From 38% to 46% of customers ordered within 60 days. The forecast was off most from "
        in (page.text)
    )
    assert "2024-01-01 on: 50% were expected, 38% ordered. That is why it is a ranking" in page.text
    calibration, levels, scores = page.alts
    assert calibration.startswith("On 2 days of the past: least likely fifth 10% expected, 5.0%")
    assert "2024-06-01 50% expected, 52% (42–62%) ordered" in levels
    assert "Recency alone 0.500 (0.500–0.500) and –" in scores  # all alike: nothing to rank


def test_a_ranking_is_not_added_up(pages):
    # 97 to 100 of the sum of 1 to 100 is what the four are expected to bring.
    assert "Share of what is expected" not in pages["ranking"].text
    act = part(pages["probability"], "Of the 20 customers", "How it was done")
    assert "Share of what is expected" in act
    assert f"by hand44.0%40029%{394 / 5050:.1%}98" in act


def test_what_happened_afterwards_stands_in_a_sentence_and_by_fifth(pages):
    after = part(
        pages["ranking"],
        "Of 100 customers",
        "What the columns",
    )
    assert after.startswith(
        "Of 100 customers 52% (42–62%) ordered within 60 days from 2024-06-01 on, where 50% were "
        "expected. Nothing was learnt from these days."
    )
    row = after[after.index("Likeliest fifth") :]
    assert row.split("Fourth fifth")[0].strip() == "Likeliest fifth2090%100% (84–100%)+10"


def test_who_is_valuable_and_overdue_is_counted(pages):
    act = part(pages["ranking"], "Of the 20 customers", "How it was done")
    # 96 to 99 are among the top 20 by value and the 20 most overdue; they spent 400 of 1,360.
    assert act.startswith(
        "Of the 20 customers who are expected to bring most (the top fifth by relative_value), 4 "
        "are also among the most overdue fifth. They have spent 400 so far, 29% of all, and were "
        "last seen 98 days ago (median)."
    )
    assert "Valuable and overdue Ask why, by hand44.0%40029%98" in act
    assert "from about 1.60 on; overdue the top fifth by overdue, from about 0.90 on" in act


@pytest.mark.parametrize("days", [DAYS, {}])
def test_a_silent_page_says_why_and_has_no_empty_section(days):
    drawn_page = render_forecast(facts_of(forecast_of("silent", days, {})))
    page = Page(drawn_page.html)
    assert "The reason for silent." in page.text
    assert ("Tried on the past" in page.text) == bool(days)
    assert list(drawn_page.figures) == (["scores"] if days else [])
    for absent in ("How true the level is", "What happened afterwards", "What to do", "speaks "):
        assert absent not in page.text, absent
    if days:
        assert "None is better than chance for sure, so none speaks." in page.text
    else:
        assert "The hard things first" not in page.text


def test_without_an_outcome_nothing_is_said_of_it():
    drawn_page = render_forecast(facts_of(forecast_of("probability", judged={})))
    assert "fterwards" not in Page(drawn_page.html).text.split("How it was done")[0]
    assert all(holds_all_it_shows(figure) for figure in drawn_page.figures.values())


def test_a_fifth_in_which_nobody_was_is_left_out():
    forecast = forecast_of("ranking", judged={})
    few = forecast.origins[0]
    fifths = few.fifths.copy()
    fifths.loc[("rfm", 3)] = [np.nan, np.nan, 0]
    facts = facts_of(replace(forecast, origins=(replace(few, fifths=fifths), forecast.origins[1])))
    assert [each.fifth for each in facts.days[1].fifths] == [1, 2, 4, 5]
    assert [each.customers for each in facts.together] == [40, 40, 20, 40, 40]
    assert "nan" not in Page(render_forecast(facts).html).text


def test_a_forecast_that_could_not_be_judged_afterwards_is_no_trouble():
    forecast = forecast_of("ranking")
    after = forecast.judged.scores
    rest = replace(after, level=after.level.drop("rfm"), auc=after.auc[["recency"]])
    judged = replace(forecast.judged, scores=rest, table=forecast.judged.table.drop("rfm"))
    page = Page(render_forecast(facts_of(replace(forecast, judged=judged))).html)
    assert "Of 100 customers 52% (42–62%) ordered within 60 days from 2024-06-01 on. Nothing" in (
        page.text
    )
    assert page.text.count("Behind the speaker") == 1


@pytest.mark.parametrize("voice", VOICES)
def test_the_page_asks_for_nothing_outside_and_names_are_inert(voice):
    drawn_page = render_forecast(facts_of(forecast_of(voice), *HOSTILE))
    page = Page(drawn_page.html)
    assert all(address.startswith(("data:", "#")) for address in page.addresses)
    assert page.elements <= HARMLESS | LISTS | TABLES
    assert not [name for name in page.attributes if name.startswith("on")]
    assert page.scripts == 1
    assert "\u202e" not in page.text
    assert HOSTILE[0] in page.text
    assert "None," not in page.text
    assert all(holds_all_it_shows(figure) for figure in drawn_page.figures.values())


def test_the_same_forecast_gives_the_same_bytes(rendered):
    again = render_forecast(facts_of(forecast_of("ranking")))
    assert again.html == rendered["ranking"].html
    svg = {name: figure_svg(figure) for name, figure in again.figures.items()}
    assert svg == rendered["ranking"].svg


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("voice", VOICES)
def test_it_serves_everybody_in_a_real_browser(open_page, rendered, voice, scheme):
    size = {"width": 1280, "height": 900}
    opened = open_page(rendered[voice], viewport=size, color_scheme=scheme)
    assert opened.complaints == opened.outside == opened.widest() == []
    bottom = "e => e.getBoundingClientRect().bottom"
    assert opened.page.locator(".read").evaluate(bottom) < 900
    assert opened.grave() == []


def test_it_fits_a_phone_and_prints(open_page, browser, tmp_path):
    wide = render_forecast(facts_of(forecast_of("ranking"), *HOSTILE))
    opened = open_page(wide, viewport={"width": 390, "height": 844})
    assert opened.complaints == opened.outside == opened.widest() == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") == 390
    pdf = opened.page.pdf(format="A4")
    assert 2 <= pdf.count(b"/Type /Page\n") <= 14
