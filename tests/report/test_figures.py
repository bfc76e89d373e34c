import matplotlib as mpl
import numpy as np
import pytest

import smartcart
from smartcart.report import collect_facts, draw_figures, figure_svg, render, segment_color
from smartcart.report.exploration import SECTION
from smartcart.report.figures.apart import move_apart
from smartcart.report.style import PAPER, drawing_style, segment_marker

NAMES = {
    *("profile", "sizes", "k_selection", "map", "loadings"),
    *("risk_map", "answers", "silhouettes", "flow", "tree"),
    *SECTION,
}


def holds_all_it_shows(figure):
    """Return whether everything drawn, texts included, lies within the figure (in inches)."""
    figure.set_dpi(72)  # another resolution than the one it was laid out in
    with drawing_style():
        drawn, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    return min(drawn.x0, drawn.y0, width - drawn.x1, height - drawn.y1) > 0.03


def test_the_same_segments_give_the_same_bytes(segmentation, report):
    again = draw_figures(collect_facts(segmentation))
    assert list(again) == list(report.figures)
    assert set(again) == NAMES
    for name, figure in again.items():
        first = figure_svg(figure)
        assert first == figure_svg(report.figures[name]), name
        assert first == figure_svg(figure), f"{name}, saved twice"


def test_drawing_leaves_the_settings_of_the_caller_alone(segmentation, report):
    with mpl.rc_context({"axes.facecolor": "red", "font.size": 30.0}):
        before = dict(mpl.rcParams)
        figures = draw_figures(collect_facts(segmentation))
        assert figure_svg(figures["sizes"]) == figure_svg(report.figures["sizes"])
        assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(("k", "n"), [(1, 12), (2, 200), (12, 600)])
def test_any_number_of_segments_is_drawn_with_every_text_inside(generated, k, n):
    settings = {"n_boot": 2, "n_null": 2, "n_starts": 1, "segments": k, "k_max": 3}
    report = render(smartcart.segment(generated.head(n), settings))
    assert report.facts.choice.k == k
    assert all(holds_all_it_shows(figure) for figure in report.figures.values())


def test_names_of_any_kind_stay_inside_and_are_no_mathematics(machines):
    assert all(holds_all_it_shows(figure) for figure in machines.figures.values())
    labels = [text.get_text() for text in machines.figures["profile"].axes[0].get_yticklabels()]
    assert "Temp $x^$" in labels
    assert "\u25a1\u25a1" in labels  # two letters that the font of the figures lacks


def test_one_component_is_drawn_as_a_strip(one_variable):
    assert len(one_variable.facts.map.axes) == 1
    assert np.ptp(one_variable.facts.map.points[:, 1]) <= 1
    panel = one_variable.figures["map"].axes[0]
    assert "100% of variance" in panel.get_xlabel()
    assert "no meaning" in panel.get_ylabel()


def test_bars_are_as_long_as_the_shares(segmentation, report):
    customers, spend = report.figures["sizes"].axes
    widths = [bar.get_width() for bar in customers.patches]
    assert widths == [segment.share_customers for segment in segmentation.segments]
    widths = [bar.get_width() for bar in spend.patches]
    assert widths == [segment.share_spend for segment in segmentation.segments]


def test_curves_are_the_scores(segmentation, report):
    inertia, silhouette, stability = report.figures["k_selection"].axes
    scores = segmentation.k_scores
    drawn = {
        line.get_label(): line.get_ydata()
        for panel in (inertia, silhouette, stability)
        for line in panel.lines
    }
    expected = 100 * scores["inertia"] / scores["inertia"].iloc[0]
    np.testing.assert_allclose(drawn["Inertia"], expected)
    np.testing.assert_array_equal(drawn["Mean silhouette"], scores["silhouette"])
    np.testing.assert_array_equal(drawn["Agreement of refits (ARI)"], scores["stability_ari"])
    asked = [line.get_ydata()[0] for line in stability.lines if len(set(line.get_ydata())) == 1]
    assert asked == [0.8, 0.75]


def test_the_grey_band_is_what_the_structureless_tables_reach(segmentation, report):
    silhouette = report.figures["k_selection"].axes[1]
    band = silhouette.collections[0].get_paths()[0].vertices
    for k, drawn in segmentation.training.scores.null.silhouette.items():
        heights = band[band[:, 0] == k, 1]
        assert (heights.min(), heights.max()) == (drawn.min(), drawn.max())


def test_a_full_dot_stands_out_and_a_hollow_one_does_not(report):
    facts = report.facts
    full = sum(
        int(facts.markers.loc[segment.id, measure] != 0)
        for segment in facts.segments
        for measure in facts.main_measures
        if measure in facts.markers
    )
    lines = report.figures["profile"].axes[0].lines
    dots = [line for line in lines if line.get_marker() in "o^s" and len(line.get_xdata())]
    drawn = dict.fromkeys(("full", "hollow"), 0)
    for line in dots:
        kind = "hollow" if line.get_markerfacecolor() == PAPER else "full"
        drawn[kind] += int(np.isfinite(line.get_xdata()).sum())
    shown = facts.positions[list(facts.main_measures)].notna().sum().sum()
    assert drawn == {"full": full, "hollow": shown - full}


def test_every_segment_up_to_fifty_looks_its_own():
    looks = {(segment_color(i), segment_marker(i)) for i in range(50)}
    assert len(looks) == 50


def test_boxes_moved_apart_no_longer_overlap():
    centres = np.random.default_rng(0).normal(size=(12, 2)) * 30
    moved = move_apart(centres, 34.0, 22.0)
    gaps = np.abs(moved[:, None] - moved[None]) - [34.0, 22.0]
    assert (gaps.max(axis=2)[~np.eye(12, dtype=bool)] >= -1e-6).all()
    np.testing.assert_array_equal(move_apart(centres * 100, 34.0, 22.0), centres * 100)
