"""Figures and page of an exploration: they draw what is true, whatever the table holds."""

import base64
import re
from itertools import combinations

import numpy as np
import pytest
from matplotlib.text import Text
from tests.exploration.tables import as_customers
from tests.report.page import HARMLESS, LISTS, TABLES, Page
from tests.report.test_figures import holds_all_it_shows

import smartcart
from smartcart.customers import Kind
from smartcart.exploration import explore_customers
from smartcart.report import figure_svg
from smartcart.report.exploration import (
    SECTION,
    caption_exploration,
    draw_exploration,
    view_exploration,
)
from smartcart.report.exploration.page import render_exploration
from smartcart.report.exploration.quantities import visible_fences
from smartcart.report.style import drawing_style

ALL = [
    *("quantities", "levels", "gaps", "concentration", "mix", "together"),
    *("response", "joining", "country"),
]
WIDE = "W" * 80


def draw_page(customers):
    found = explore_customers(customers)
    figures = draw_exploration(found)
    svg = {name: figure_svg(figure) for name, figure in figures.items()}
    return found, figures, render_exploration(found, customers.quality, svg)


@pytest.fixture(scope="module")
def lively():
    """Return exploration, figures and page of generated customers with a country."""
    raw = smartcart.make_customers(900, seed=4, country=True)
    return draw_page(smartcart.check_customers(raw))


@pytest.fixture(scope="module")
def hand():
    """Return the same for ten customers times ten, countable by hand."""
    values = {
        "spend": [0.0, 10.0, 10.0, 20.0, 20.0, 20.0, 30.0, 30.0, 30.0, 30.0] * 10,
        "plan": list("aaabbbbbbb") * 10,
        "left": [1, 1, 1, 1, 0, 0, 0, 0, 0, 0] * 10,
        "load": ([None] + [5.0, 4.0, 3.0] * 3) * 10,
    }
    kinds = dict(zip(values, [Kind.NUMBER, Kind.CATEGORY, Kind.FLAG, Kind.NUMBER], strict=True))
    return draw_page(as_customers(values, kinds, outcomes=("left",), value="spend"))


@pytest.fixture(scope="module")
def hostile():
    """Return the same for names that are markup, mathematics, not Latin, or have no end."""
    rng = np.random.default_rng(0)
    values = {
        WIDE: rng.lognormal(3, 1.2, 300),
        "a_name_that_goes_on_" * 6: rng.normal(1e14, 1e13, 300),
        "\u6e29\u5ea6": rng.poisson(3, 300),
        "plan": rng.choice(["<script>alert(1)</script>", "b\u202e$x^2$", WIDE, "\u05e9"], 300),
        "country": rng.choice([WIDE, "FR", "Q"], 300),
        "joined": [f"{1990 + i % 33}-0{1 + i % 9}-01" for i in range(300)],
    }
    values["</style><b onclick=x>"] = (values[WIDE] > 30).astype(int)
    kinds = [Kind.AMOUNT, Kind.NUMBER, Kind.COUNT, Kind.CATEGORY, Kind.CATEGORY, Kind.DATE]
    kinds = dict(zip(values, [*kinds, Kind.FLAG], strict=True))
    return draw_page(as_customers(values, kinds, outcomes=[*values][-1:], value=WIDE))


@pytest.fixture(scope="module")
def many():
    """Return the same for sixty variables, some of which go together."""
    rng = np.random.default_rng(1)
    core = rng.normal(size=(400, 4))
    values = {f"load_{i}": core[:, i % 4] + rng.normal(size=400) for i in range(40)}
    values |= {f"plan_{i}": rng.choice([f"level {j}" for j in range(12)], 400) for i in range(12)}
    values |= {f"flag_{i}": (core[:, i % 4] > rng.normal(size=400)).astype(int) for i in range(8)}
    of = {"load": Kind.NUMBER, "plan": Kind.CATEGORY, "flag": Kind.FLAG}
    kinds = {name: of[name.split("_")[0]] for name in values}
    return draw_page(as_customers(values, kinds, outcomes=("flag_0", "flag_1"), value="load_0"))


def overlaps(figure) -> list[tuple[str, str]]:
    """Return the texts of a figure that lie on each other."""
    with drawing_style():
        renderer = figure._get_renderer()
        figure.draw(renderer)
        boxes = [
            (text.get_text(), text.get_window_extent(renderer))
            for text in figure.findobj(Text)
            if text.get_visible() and text.get_text().strip() and is_drawn(text)
        ]
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
    ]


def is_drawn(text) -> bool:
    """Return whether a text is no label of a tick that lies outside of its axis."""
    axes = text.axes
    if axes is None:
        return True
    for axis in (axes.xaxis, axes.yaxis):
        for place, tick in zip(axis.get_ticklocs(), axis.get_major_ticks(), strict=False):
            if text in (tick.label1, tick.label2):
                low, high = sorted(axis.get_view_interval())
                return low <= place <= high
    return True


def test_every_figure_of_a_table_that_has_everything_is_there(lively):
    found, figures, _ = lively
    assert list(figures) == list(caption_exploration(found)) == ALL
    assert list(draw_exploration(found, SECTION)) == [name for name in ALL if name in SECTION]


@pytest.mark.parametrize("table", ["lively", "hand", "hostile", "many"])
def test_no_text_is_cut_and_none_lies_on_another(table, request):
    for name, figure in request.getfixturevalue(table)[1].items():
        assert not overlaps(figure), name
        assert holds_all_it_shows(figure), name


def test_a_histogram_is_the_count_of_customers(hand):
    found, figures, _ = hand
    spend = next(row for row in found.quantities if row.name == "spend")
    panel = next(p for p in figures["quantities"].axes if p.get_title(loc="left") == "Spend")
    heights, edges, _ = panel.patches[0].get_data()
    assert (heights * np.diff(edges) / np.diff(edges).min()).sum() == 100
    at = {x: heights[np.searchsorted(edges, x) - 1] for x in (0.0, 10.0, 20.0, 30.0)}
    assert at == {0.0: 10, 10.0: 20, 20.0: 30, 30.0: 40}
    assert [line.get_xdata()[0] for line in panel.lines] == [spend.median] == [20.0]
    assert panel.get_xlabel() == "median 20"


def test_a_fence_is_drawn_only_where_a_value_lies_beyond():
    values = np.r_[np.linspace(0, 10, 2000), [666.0] * 3]
    found = explore_customers(as_customers({"x": values}, {"x": Kind.NUMBER}))
    (row,) = found.quantities
    assert row.far_out == 3
    assert visible_fences(row) == []  # one lies beyond the axis, the other below all values
    assert "A dashed line" not in caption_exploration(found)["quantities"].caption
    values = np.r_[np.linspace(0, 10, 200), [30.0] * 9]
    found = explore_customers(as_customers({"x": values}, {"x": Kind.NUMBER}))
    assert visible_fences(found.quantities[0]) == [found.quantities[0].fence_high]
    assert "A dashed line" in caption_exploration(found)["quantities"].caption


def test_bars_are_as_long_as_the_shares(hand):
    figures = hand[1]
    widths = [bar.get_width() for bar in figures["levels"].axes[0].patches]
    assert widths == pytest.approx([0.7, 0.3, 0.4])
    missing = figures["gaps"].axes
    assert [panel.get_title(loc="left") for panel in missing] == ["Missing"]
    assert [bar.get_width() for bar in missing[0].patches] == pytest.approx([0.1])
    assert "10% (10)" in [text.get_text() for text in missing[0].texts]


def test_the_parts_of_a_total_are_drawn_with_what_stands_beside(lively):
    found, figures, _ = lively
    shares = [p.share for mix in found.mix for p in (*mix.parts, *mix.beside)]
    assert [bar.get_width() for bar in figures["mix"].axes[0].patches] == shares


def test_dots_and_intervals_are_the_rates(hand):
    found, figures, _ = hand
    panel = figures["response"].axes[0]
    drawn = [tuple(dot) for each in panel.collections for dot in each.get_offsets() if dot.any()]
    rates = [x for x, _ in drawn]
    assert {0.0, 1.0} <= set(np.round(rates, 9))
    spend = next(each for each in found.responses if each.variable == "spend")
    low, high = spend.parts[-1].low, spend.parts[-1].high
    lines = [
        line
        for each in panel.collections
        if hasattr(each, "get_segments")
        for line in each.get_segments()
    ]
    assert any(np.allclose(line[:, 0], [low, high]) for line in lines)
    assert "dashed: 40% of all" in panel.get_xlabel()


def test_the_curve_of_value_passes_the_top_tenth_and_fifth(hand):
    found, figures, _ = hand
    panel = figures["concentration"].axes[0]
    curve, *marks, _equal = panel.lines
    assert curve.get_ydata()[-1] == pytest.approx(1.0)
    # Of 2,000 in all, ten customers of 30 carry 300, twenty 600.
    assert [mark.get_ydata()[0] for mark in marks] == pytest.approx([0.15, 0.3])
    assert (
        "the top tenth of customers carries 15%" in caption_exploration(found)["concentration"].alt
    )


def test_the_heat_map_holds_each_pair_once_and_marks_arithmetic(lively):
    found, figures, _ = lively
    panel = figures["together"].axes[0]
    cells = [t.get_text() for t in panel.texts if re.fullmatch(r"\(?-?\d\.\d\d\)?", t.get_text())]
    names = [t.get_text() for t in panel.texts if t.get_text() not in cells]
    assert len(cells) == len(names) * (len(names) - 1) // 2
    assert len(names) <= 14
    assert any(cell.startswith("(") for cell in cells)
    spend, income = names.index("Spend in two years"), names.index("Yearly income")
    row, column = max(spend, income), min(spend, income)
    strength = next(p for p in found.pairs if {p.one, p.other} == {"spend_total", "income"})
    place = next(t for t in panel.texts if t.get_position() == (column + 0.5, row + 0.5))
    assert place.get_text() == f"{strength.strength:.2f}"


def test_groups_are_drawn_as_counted(lively):
    found, figures, _ = lively
    customers, value, _ = figures["country"].axes
    groups = found.country.groups
    assert [bar.get_width() for bar in customers.patches] == [g.customers for g in groups]
    assert [bar.get_width() for bar in value.patches] == [g.median_value for g in groups]


def test_more_than_fits_is_left_out_and_said(many):
    found, figures, _ = many
    words = caption_exploration(found)
    assert len(figures["quantities"].axes) == 12
    assert "Not drawn: 28 more quantities." in words["quantities"].caption
    assert "Not drawn: 7 more texts." in words["levels"].caption
    assert "variables." in words["together"].caption
    assert "5 more levels" in [t.get_text() for t in figures["levels"].axes[0].get_yticklabels()]
    assert "Not drawn: 5 more variables." in words["response"].caption
    assert "response_2" in figures


def test_a_table_without_value_outcome_days_or_country_draws_what_it_has():
    rng = np.random.default_rng(2)
    values = {"x": rng.normal(size=60), "y": rng.normal(size=60)}
    customers = as_customers(values, dict.fromkeys(values, Kind.NUMBER))
    found, figures, html = draw_page(customers)
    assert list(figures) == ["quantities"]
    assert "Nothing: no figure passes a threshold." in Page(html).text
    assert view_exploration(found)["parts"][0]["figures"] == ["quantities"]
    empty = {"x": [1.0, 2.0], "y": [None, None]}
    empty = as_customers(empty, dict.fromkeys(empty, Kind.NUMBER))
    assert draw_exploration(explore_customers(empty)).keys() == {"gaps"}


def test_the_same_facts_give_the_same_bytes(lively):
    found, figures, html = lively
    again = {name: figure_svg(figure) for name, figure in draw_exploration(found).items()}
    assert again == {name: figure_svg(figure) for name, figure in figures.items()}
    pictures = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    assert len(pictures) == len(again)
    assert b"prefers-color-scheme: dark" in base64.b64decode(pictures[0])


@pytest.mark.parametrize("table", ["lively", "hostile", "many"])
def test_the_page_asks_for_nothing_outside_and_says_every_figure(table, request):
    _, figures, html = request.getfixturevalue(table)
    page = Page(html)
    assert all(address.startswith(("data:", "#")) for address in page.addresses)
    assert page.elements <= HARMLESS | LISTS | TABLES
    assert not [name for name in page.attributes if name.startswith("on")]
    assert page.scripts == 1
    assert len(html.encode()) < 3_000_000
    assert len(page.alts) == len(figures)
    assert all(len(alt) > 60 and re.search(r"\d", alt) for alt in page.alts)
    for raw in ("spend_total", "n_purchases", "has_responded", "None", "nan,", "\u202e"):
        assert raw not in page.text + " ".join(page.alts), raw


def test_the_page_says_what_is_unusual_before_the_figures(lively):
    found, _, html = lively
    text = Page(html).text
    assert text.index(found.notices[0].sentence) < text.index("How the quantities are spread")
    assert found.response_note in text
    assert "Snapshot date" in text
    alts = " ".join(Page(html).alts)
    top = found.concentration.share_top_fifth
    assert f"the top fifth {top:.0%}" in alts


def test_the_report_on_segments_holds_the_section_before_its_data(report, segmentation):
    found = report.facts.exploration
    assert found == explore_customers(segmentation.training.customers)
    assert set(SECTION) <= set(report.figures)
    text = Page(report.html).text
    start, end = text.rindex("The customers before any segment"), text.rindex("Data quality")
    assert all(notice.sentence in text[start:end] for notice in found.notices[:5])
    assert "How spend is spread" in text[start:end]
    view = view_exploration(found, SECTION)
    assert {name for part in view["parts"] for name in part["figures"]} == set(SECTION)
