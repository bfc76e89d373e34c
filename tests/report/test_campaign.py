"""The page of a campaign, on plans small enough to be counted by hand."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from tests.report.page import HARMLESS, LISTS, TABLES, Page
from tests.report.test_figures import holds_all_it_shows

from smartcart.report import figure_svg, segment_color
from smartcart.report.campaign import collect_campaign_facts, render_campaign
from smartcart.report.style import drawing_style
from smartcart.value import (
    CampaignPlan,
    HeldOut,
    Offer,
    Qini,
    Suppressed,
    Uplift,
    compare_offer_rates,
    difference_of_rates,
    judge_campaign,
    measure_response,
)
from smartcart.value.audience import choose_audience, plan_segments
from smartcart.value.model import Calibration, ResponseModel
from smartcart.value.scored import Scored

SURE = ResponseModel("blend", {"blend": 0.0}, {"blend": Calibration(0, 1, np.zeros((2, 2)))}, {})
HOSTILE = ("<script>alert(1)</script>", "a_name_that_never_ends" * 14, "$x^$ \u6e29\u202eabc")


def plan_of(p, answers, labels, offer, *, kept_out=None, uplift=None) -> CampaignPlan:
    """Return a plan from probabilities known beforehand; every tenth customer is old."""
    p, labels = np.asarray(p, dtype=float), np.asarray(labels)
    n, k = len(p), int(labels.max()) + 1
    ids = pd.Index([f"{i:04}" for i in range(n)], name="customer_id")
    shares = {"planner": p, "logistic": np.roll(p, 1), "rfm": np.round(p, 1)}
    shares["segments"] = pd.Series(p).groupby(labels).transform("mean").to_numpy()
    held_out = HeldOut(
        pd.DataFrame(shares, index=ids),
        np.asarray(answers, dtype=float),
        np.arange(n, dtype=np.uint64),
        labels,
        np.arange(n) % 5,
        np.log(p / (1 - p)),
        (SURE,) * 5,
    )
    scored = Scored.of(held_out)
    kept_out = np.zeros(n, dtype=bool) if kept_out is None else kept_out
    audience = choose_audience(ids, labels, scored, kept_out, offer)
    segments, forecast = plan_segments(audience, scored, offer, k)
    people = pd.DataFrame({"age": np.where(np.arange(n) % 3 == 0, "old", "<b>young</b>")})
    return CampaignPlan(
        audience,
        segments,
        forecast,
        judge_campaign(held_out, offer),
        measure_response(held_out),
        held_out,
        0.1 if kept_out.any() else 0.0,
        compare_offer_rates(people, audience["contact"].to_numpy() == 1),
        uplift,
        Suppressed(3, 1),
        (),
    )


def facts_of(plan, offer, names=None, campaign=""):
    ids = plan.segments.index
    names = dict(zip(ids, names or [f"Kind {i}" for i in ids], strict=True))
    return collect_campaign_facts(
        plan, names, offer, source="customers.csv", outcome="Response", campaign=campaign
    )


def compared(contacted, hits, alone, other_hits) -> pd.Series:
    difference = difference_of_rates(hits, contacted, other_hits, alone)
    names = ("contacted", "answers_contacted", "left_alone", "answers_left_alone")
    figures = dict(zip(names, (contacted, hits, alone, other_hits), strict=True))
    ends = dict(zip(("uplift", "low", "high"), difference, strict=True))
    rates = {"rate_contacted": hits / contacted, "rate_left_alone": other_hits / max(alone, 1)}
    return pd.Series({**figures, **rates, **ends}, dtype=object)


@pytest.fixture(scope="module")
def uplift() -> Uplift:
    """Return 20 points of difference among S1, none among S2, and nobody left alone in S3."""
    rows = [compared(100, 40, 100, 20), compared(50, 5, 50, 5), compared(10, 1, 0, 0)]
    curve = pd.Series(np.linspace(0, 0.1, 11), index=np.arange(11) / 10)
    table = pd.DataFrame(rows, index=pd.Index(["S1", "S2", "S3"], name="segment_id"))
    return Uplift(compared(160, 46, 150, 25), table, Qini(0.01, -0.02, 0.04, curve), None)


#: Of 60 in S1 half are likely, of 60 in S2 ten are, of 120 in S3 nobody is.
P = np.r_[
    np.full(30, 0.6), np.full(30, 0.1), np.full(10, 0.5), np.full(50, 0.1), np.full(120, 0.05)
]
ANSWERS = np.r_[np.arange(60) < 20, np.arange(60) < 6, np.arange(120) < 4]
LABELS = np.repeat([0, 1, 2], [60, 60, 120])
OFFER = Offer(3, 11)


@pytest.fixture(scope="module")
def plan(uplift) -> CampaignPlan:
    return plan_of(P, ANSWERS, LABELS, OFFER, kept_out=np.arange(240) % 10 == 0, uplift=uplift)


@pytest.fixture(scope="module")
def facts(plan):
    return facts_of(plan, OFFER, HOSTILE, campaign="spring <i>sale</i>")


@pytest.fixture(scope="module")
def rendered(facts):
    return render_campaign(facts)


@pytest.fixture(scope="module")
def page(rendered):
    return Page(rendered.html)


def test_the_page_begins_with_what_can_be_counted_by_hand(page, plan):
    # 27 of 30 and 9 of 10 are not held out; 27 * 0.6 + 9 * 0.5 answers at 11, 36 contacts at 3.
    assert "Contact 36 of 240 customers: those marked in audience.csv. 21 of them" in page.text
    assert f"Expected profit{(27 * 0.6 + 9 * 0.5) * 11 - 36 * 3:,.0f}" in page.text
    assert "Customers to contact36" in page.text
    assert f"Expected from contacting everybody{30 * 11 - 240 * 3}" in page.text
    assert "Held out4" in page.text
    assert "12% would answer, 27% are needed" in page.text
    hard = page.text[page.text.index("The hard things first") : page.text.index("What each choice")]
    assert "S1 pays as a whole at cost 3 and value 11" in hard
    assert "Uplift, measured: " in hard
    assert "The offer does not reach people alike by age" not in hard  # it reaches both alike


def test_bars_dots_and_curves_are_the_figures_of_the_tables(facts, plan, rendered):
    contacts, profit = rendered.figures["plan"].axes
    assert [bar.get_width() for bar in contacts.patches] == [27, 9, 0]
    assert [bar.get_width() for bar in profit.patches] == list(plan.segments["expected_profit"])
    intervals = [tuple(line.get_xdata()) for line in profit.lines if len(line.get_xdata()) == 2]
    ends = plan.segments[["profit_low", "profit_high"]].iloc[:2]  # in S3 nobody is contacted
    assert set(ends.itertuples(index=False, name=None)) <= set(intervals)

    panel = rendered.figures["profit"].axes[0]
    table = plan.test.table.sort_values("profit", ascending=False, kind="stable")
    dots = [line.get_xdata()[0] for line in panel.lines if line.get_marker() == "o"]
    assert dots == list(table["profit"])
    assert [0, 0] in [list(line.get_xdata()) for line in panel.lines]
    spans = [tuple(line.get_xdata()) for line in panel.lines if line.get_alpha() == 0.5]
    assert spans == list(table[["low", "high"]].itertuples(index=False, name=None))

    panel = rendered.figures["gains"].axes[0]
    drawn = {line.get_label(): line for line in panel.lines}
    gains = plan.response.gains
    np.testing.assert_allclose(drawn["RFM cells"].get_ydata()[1:], 100 * gains["rfm"])
    np.testing.assert_allclose(drawn["The planner"].get_ydata()[1:], 100 * gains["planner"])
    band = panel.collections[0].get_paths()[0].vertices
    at = band[np.isclose(band[:, 0], 20), 1]
    bounds = plan.response.bounds
    assert (at.min(), at.max()) == pytest.approx((100 * bounds.low[0.2], 100 * bounds.high[0.2]))
    dot = next(line for name, line in drawn.items() if name.startswith("Whom it chose"))
    assert (*dot.get_xdata(), *dot.get_ydata()) == pytest.approx((100 * 40 / 240, 100 * 26 / 30))

    panel = rendered.figures["calibration"].axes[0]
    forecasts = next(line for line in panel.lines if line.get_marker() == "D")
    np.testing.assert_allclose(forecasts.get_xdata(), 100 * facts.fifths["forecast"][::-1])
    happened = [line.get_xdata()[0] for line in panel.lines if len(line.get_xdata()) == 1]
    assert happened == pytest.approx(list(100 * facts.fifths["rate"][::-1]))


def test_segments_keep_their_colours(rendered):
    bars = rendered.figures["plan"].axes[0].patches
    with drawing_style():
        shown = [tuple(bar.get_facecolor()[:3]) for bar in bars]
    expected = [
        tuple(int(segment_color(i)[j : j + 2], 16) / 255 for j in (1, 3, 5)) for i in (0, 1)
    ]
    assert shown[:2] == [pytest.approx(color) for color in expected]
    assert all(segment_color(i) in rendered.html for i in range(3))


def test_what_contacting_changed_is_shown_where_it_was_measured(page, plan, rendered):
    panel = rendered.figures["uplift"].axes[0]
    dots = [100 * row["uplift"] for _, row in plan.uplift.segments.iterrows()]
    drawn = [line.get_xdata()[0] for line in panel.lines if line.get_marker() not in ("", "None")]
    np.testing.assert_allclose(drawn[:3], dots)
    assert np.isnan(drawn[2])
    assert "+20.0" in page.text
    assert "Qini coefficient of 0.0100" in page.text


@pytest.mark.parametrize("k", [1, 12])
def test_any_plan_is_drawn_with_nothing_cut_or_covered(k):
    generator = np.random.default_rng(k)
    labels = np.arange(360) % k
    p = generator.uniform(0.01, 0.9, 360)
    offer = Offer(3e8, 11e8, budget=90e8)
    plan = plan_of(p, generator.random(360) < p, labels, offer)
    drawn = render_campaign(facts_of(plan, offer, [f"{name} {HOSTILE[1]}" for name in range(k)]))
    text = Page(drawn.html).text
    assert "Expected from any 30 customers" in text
    assert "the budget of 9,000,000,000 ends the list at 30 contacts" in text
    assert "uplift" not in drawn.figures
    assert "What contacting changed" not in text
    assert "Nobody is held out" in text
    for name, figure in drawn.figures.items():
        assert holds_all_it_shows(figure), name
        assert not covered(figure), name


def covered(figure) -> list[tuple[str, str]]:
    """Return pairs of texts that cover each other."""
    figure.set_dpi(72)
    with drawing_style():
        renderer = figure.canvas.get_renderer() if hasattr(figure.canvas, "get_renderer") else None
        figure.draw_without_rendering()
        texts = [
            (text.get_text(), text.get_window_extent(renderer))
            for text in figure.findobj(Text)
            if text.get_visible() and text.get_text().strip()
        ]
    shown = [(words, box) for words, box in texts if box.width and box.x0 >= 0 and box.y0 >= 0]
    return [
        (one, other)
        for (one, box), (other, its) in combinations(shown, 2)
        if min(box.x1, its.x1) - max(box.x0, its.x0) > 1
        and min(box.y1, its.y1) - max(box.y0, its.y0) > 1
    ]


def test_hostile_names_stay_inside_and_do_nothing(page, rendered):
    assert all(holds_all_it_shows(figure) for figure in rendered.figures.values())
    assert page.elements <= HARMLESS | LISTS | TABLES
    assert page.scripts == 1
    assert not [name for name in page.attributes if name.startswith("on")]
    assert all(address.startswith(("data:", "#")) for address in page.addresses)
    for name in (HOSTILE[0], HOSTILE[1], "spring <i>sale</i>", "<b>young</b>"):
        assert name in page.text
    assert "\u202e" not in page.text


def test_every_picture_is_said_in_words_and_the_same_every_time(page, facts, rendered):
    assert list(rendered.figures) == ["plan", "profit", "gains", "calibration", "uplift"]
    assert len(page.alts) == 5
    assert all(len(alt) > 60 for alt in page.alts)
    assert "S1 27 of 60 customers, profit " in page.alts[0]
    assert "None" not in page.text
    assert "nan" not in page.text.replace("finance", "")
    assert render_campaign(facts).html == rendered.html
    assert {n: figure_svg(f) for n, f in rendered.figures.items()} == rendered.svg


def test_where_nobody_pays_the_page_says_so():
    answers = np.arange(200) % 20 == 0
    offer = Offer(3, 11)
    plan = plan_of(np.full(200, 0.05), answers, np.arange(200) % 2, offer)
    drawn = render_campaign(facts_of(plan, offer))
    text = Page(drawn.html).text
    assert "Contact nobody: no customer is expected to pay for the contact." in text
    assert "nothing is spent" in text
    assert "It chose nobody." in text
    assert "The planner earned as much as the logistic model alone." in text
    assert list(drawn.figures) == ["profit", "gains", "calibration"]
    assert "nan" not in text
    assert all(holds_all_it_shows(figure) for figure in drawn.figures.values())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_serves_everybody_in_a_real_browser(open_page, rendered, scheme):
    size = {"width": 1440, "height": 900}
    opened = open_page(rendered, viewport=size, color_scheme=scheme)
    assert opened.complaints == opened.outside == opened.widest() == []
    top = "e => e.getBoundingClientRect().bottom"
    assert all(tile.evaluate(top) < 500 for tile in opened.page.locator(".top .tiles > div").all())
    assert opened.grave() == []


def test_it_fits_a_phone_and_totals_stay_below(open_page, rendered):
    opened = open_page(rendered, viewport={"width": 390, "height": 844})
    assert opened.complaints == opened.outside == opened.widest() == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") == 390
    opened.page.locator("#plan th .sort").nth(1).click()
    rows = opened.page.locator("#plan tr")
    assert rows.nth(1).inner_text().startswith("S3")  # 120 customers
    assert rows.last.inner_text().startswith("All")
