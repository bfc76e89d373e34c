"""The page of what changed, on two months of generated customers."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from tests.report.changes.months import CANARY, changes_between, first_run, months, refused
from tests.report.page import HARMLESS, LISTS, TABLES, Page
from tests.report.test_campaign import covered
from tests.report.test_figures import holds_all_it_shows

from smartcart.report import segment_color
from smartcart.report.changes import render_changes, write_changes
from smartcart.report.changes.draw import draw_changes
from smartcart.report.style import drawing_style
from smartcart.through_time import Changes, FeatureDrift, Gate, Migration, SegmentEvent

QUICK = {"n_boot": 2, "n_null": 2, "n_starts": 2}
HOSTILE = ("<script>alert(1)</script>", "a_name_that_never_ends" * 14, "$x^$ \u6e29\u202eabc")


@pytest.fixture(scope="module")
def tables():
    return months()


@pytest.fixture(scope="module")
def promoted(tables) -> Changes:
    return changes_between(*tables, 3, 4, QUICK)


@pytest.fixture(scope="module")
def scored(tables) -> Changes:
    return changes_between(*tables, 3, None, QUICK)


@pytest.fixture(scope="module")
def crowded(tables) -> Changes:
    """Return eight segments of before, nine of now, of the worst names, and flows of one."""
    changes = changes_between(*tables, 8, 9, QUICK)
    names = {each: HOSTILE[i % 3] for i, each in enumerate(changes.names)}
    segments = tuple(replace(each, name=names[each.id]) for each in changes.segments)
    return replace(changes, names=names, segments=segments)


def text_of(changes: Changes) -> str:
    return Page(render_changes(changes)).text


def part(text: str, first: str, last: str) -> str:
    start = text.index(first)
    return text[start : text.index(last, start)]


def by_hand(**other) -> Changes:
    """Return a month that can be counted by hand: 10 in S1 and 20 in S2; S3 takes S2's place."""
    ids = [str(i) for i in range(100)]
    moved = Migration(
        behaviour=pd.DataFrame([[6, 2], [1, 17]], ["S1", "S2"], ["S1", "S2"]),
        model=pd.DataFrame([[7, 0], [1, 18]], ["S1", "S2"], ["S1", "S3"]),
        entrants=pd.Series(["S3"] * 5, index=ids[:5]),
        leavers=pd.Series(["S1", "S1", "S2", "S2"], index=ids[5:9]),
        high_value="S1",
        left_high_value=pd.Series(["S2", "S2"], index=ids[9:11]),
    )
    events = (
        SegmentEvent("survive", ("S1",), ("S1",), 0.875),
        SegmentEvent("birth", (), ("S3",), 0.45),
        SegmentEvent("death", ("S2",), (), 0.48),
    )
    names = {"S1": "Loyal", "S2": "Seldom", "S3": "Curious"}
    changes = Changes("promoted", "Because.", "june.csv", n_customers=31, version=4)
    return replace(changes, migration=moved, events=events, names=names, **other)


def test_the_page_begins_with_what_happened_and_who_left_the_best(scored):
    text = text_of(by_hand())
    assert "How did the refresh end? It is promoted, of: promoted, kept, scored," in text
    assert "Servesversion 4" in text
    assert (
        "Of 10 customers in S1 (Loyal), the segment of the highest value, 2 moved to another "
        "segment by what they did (2 to S2 (Seldom)), and 2 are gone."
    ) in text
    assert "Moved by what they did312% of 26 in both tables" in text
    assert "New5not in the table of before" in text
    assert "Gone413% of 30 before" in text
    assert "Left S1, the highest value42 moved, 2 gone" in text
    moved = by_hand().migration
    nobody = replace(
        moved,
        behaviour=pd.DataFrame([[8, 0], [0, 18]], ["S1", "S2"], ["S1", "S2"]),
        leavers=moved.leavers.iloc[:0],
        left_high_value=moved.left_high_value.iloc[:0],
    )
    text = text_of(replace(by_hand(), migration=nobody))
    assert "Nobody left S1 (Loyal), the segment of the highest value: 8 were in it" in text
    assert "None of 26 customers of both tables moved to another segment." in text
    text = text_of(scored)
    assert "660 customers were placed by the model that serves; no new one was learnt." in text
    assert "3 more object and are left out" in text
    assert "Day2024-06-30" in text


@pytest.mark.parametrize(
    ("status", "version", "said"),
    [
        ("kept", 3, "A new model was learnt and not promoted: version 3 serves on, and places"),
        ("already_seen", 3, "This table was seen before: nothing was done, and version 3 serves"),
        ("refused", 3, "The table was refused: nothing was changed, and version 3 serves on."),
        ("refused", 0, "The table was refused: nothing was changed, and no model serves yet."),
    ],
)
def test_every_end_is_said_in_a_sentence_even_with_nothing_else(status, version, said):
    text = text_of(Changes(status, "The reason.", "june.csv", version=version))
    assert said in text
    assert "The reason." in text
    assert ("How to read this" in text) == (status != "refused")
    for absent in ("Segments now", "What customers did", "still alike", "gates", "None", "nan"):
        assert absent not in text, absent


def test_events_are_told_with_names_and_what_changed_first():
    merge = SegmentEvent("merge", ("S1", "S2"), ("S1",), 0.9)
    text = text_of(by_hand())
    told = text[text.rindex("What became of the segments") :]
    assert told.index("S3 (Curious) is new: at most 45% of it comes from") < told.index(
        "S2 (Seldom) is gone: at most 48% of it went to one segment."
    )
    assert told.index("S2 (Seldom) is gone") < told.index("S1 (Loyal) lasts: 88% of the customers")
    text = text_of(replace(by_hand(), events=(merge,)))
    assert "S1 (Loyal) and S2 (Seldom) merged into S1 (Loyal): 90% of it comes from them." in text


def test_behaviour_and_model_stand_apart_and_new_customers_in_the_one_that_placed_them():
    text = text_of(by_hand())
    behaviour = part(text, "From the last refresh to now", "From the model of before to the new")
    assert "3 of 26 customers of both tables (12%) moved to another segment" in behaviour
    assert "Moves: 2 from S1 to S2 and 1 from S2 to S1. 4 are gone" in behaviour
    assert "5 new customers stand in the next figure, as only the new model" in behaviour
    row = part(behaviour, "S1 Loyal", "S2 Seldom").split()
    assert row == ["S1", "Loyal660%220%220%10"]
    model = part(text, "From the model of before to the new one", "How to read this")
    assert "The new one puts 19 of 26 customers of both tables (73%) under another id." in model
    assert "New customers05100%5" in model.replace("\n", "")
    assert "All82331" in model.replace("\n", "")  # 8 in S1, 23 in S3
    alone = text_of(replace(by_hand(), status="scored", events=()))
    assert "From the model of before" not in alone


def test_where_a_unit_changed_nobody_is_said_to_have_moved(promoted):
    drift = replace(promoted.drift, verdict="schema", features=(), segments=None, distance=None)
    changes = replace(by_hand(), drift=drift)
    text = text_of(changes)
    assert list(draw_changes(changes)) == ["model"]
    assert "What the new model changed" in text
    for absent in ("What customers did", "Moved by what they did", "Left S1", "moved to another"):
        assert absent not in text, absent


def test_bands_are_the_counts_in_the_colours_of_the_segments(promoted):
    figures = draw_changes(promoted)
    assert list(figures) == ["behaviour", "model"]
    colors = {each.id: segment_color(i) for i, each in enumerate(promoted.segments)}
    for name, figure in figures.items():
        counts = getattr(promoted.migration, name)
        patches = {each.get_label(): each for each in figure.axes[0].patches}
        for source in counts.index:
            for target in counts.columns:
                band = patches.get(f"{source} to {target}")
                assert (band is None) == (counts.loc[source, target] == 0)
                if band is not None:
                    at = band.get_path().vertices[:, 1]
                    assert at[-2] - at[0] == pytest.approx(counts.loc[source, target])
                    with drawing_style():
                        shown = band.get_facecolor()[:3]
                    hexed = "#" + "".join(f"{round(255 * each):02X}" for each in shown)
                    assert hexed == colors.get(source, hexed)


def test_segments_are_compared_with_before_and_audiences_counted(promoted):
    text = text_of(promoted).replace("\n", "")
    counts = promoted.audience.counts
    for each in promoted.segments:
        row = part(text, f"{each.id} {each.name}", "All")
        own = counts[each.id]
        assert f"{own['added']:,}{own['removed']:,}" in row
        if each.size_before is not None:
            assert f"{each.size_before:,}{each.size - each.size_before:+,}" in row
    added, removed = (sum(each[way] for each in counts.values()) for way in ("added", "removed"))
    assert f"All660100%600+60 (+10%){added:,}{removed:,}" in text


def test_drift_is_a_verdict_in_words_and_a_table(promoted):
    drift = promoted.drift
    text = text_of(promoted)
    assert "No: " in text
    first = next(each for each in drift.features if each.name == drift.drifted[0])
    assert f"drifted{first.psi:.2f}, {first.size}" in text
    few = FeatureDrift("income", "not enough data", None, None, 40, 2000)
    report = replace(drift, verdict="not enough data", features=(few,), segments=None)
    text = text_of(replace(promoted, drift=replace(report, distance=None)))
    assert "Not enough data to say" in text
    assert "That is not the same as no drift" in text
    assert "not enough data: known for 40 before, 2,000 now––––" in text
    text = text_of(replace(promoted, drift=replace(report, verdict="none", features=())))
    assert "Yes: nothing drifted (660 customers now, 600 in the reference)." in text


def test_gates_say_which_was_not_passed(scored):
    gates = (Gate("stability", False, "Refits agree by 0.4."), Gate("coverage", True, "All are."))
    text = text_of(replace(scored, status="kept", gates=gates))
    assert "1 of 2 gates was not passed. It does not serve; the model of before does." in text
    assert "StabilitynoRefits agree by 0.4." in text


def test_a_first_run_and_a_refusal_have_no_empty_section(promoted, tables):
    text = text_of(first_run(promoted))
    assert "The first model serves: it puts 600 customers into 4 segments." in text
    for absent in ("What customers did", "Before", "To add", "still alike", "None", "nan"):
        assert absent not in text, absent
    before, after = tables
    renamed = after.rename(columns={"MntWines": "Wines"})
    text = text_of(refused(promoted, renamed, before))
    assert "What is wrong with the columns" in text
    assert "Column 'MntWines' seems to be called 'Wines' now." in text
    for absent in ("Segments now", "On this page", "Customers660", "How to read", "None", "nan"):
        assert absent not in text, absent


def test_no_customer_is_on_the_page(promoted, scored, crowded):
    for changes in (promoted, scored, crowded):
        assert changes.audience.table["customer_id"].str.startswith(CANARY).all()
        assert CANARY not in render_changes(changes)
        assert all(CANARY not in str(each) for each in draw_changes(changes).values())


def test_nothing_covers_anything_with_nine_segments_tiny_flows_and_any_names(crowded):
    for name, figure in draw_changes(crowded).items():
        assert holds_all_it_shows(figure), name
        assert covered(figure) == [], name


def test_names_are_inert_and_the_same_changes_give_the_same_bytes(crowded, tmp_path):
    write_changes(crowded, tmp_path / "changes.html")
    html = (tmp_path / "changes.html").read_text(encoding="utf-8")
    page = Page(html)
    assert all(address.startswith(("data:", "#")) for address in page.addresses)
    assert page.elements <= HARMLESS | LISTS | TABLES
    assert not [name for name in page.attributes if name.startswith("on")]
    assert page.scripts == 1
    assert "\u202e" not in page.text
    assert HOSTILE[0] in page.text
    assert len(page.alts) == 2
    assert all(len(alt) > 60 for alt in page.alts)
    assert html == render_changes(crowded)


@pytest.mark.parametrize(
    ("which", "scheme"), [("crowded", "light"), ("crowded", "dark"), ("refused", "light")]
)
def test_it_serves_everybody_in_a_real_browser(open_page, request, tables, which, scheme):
    if which == "refused":
        broken = tables[1].drop(columns="MntWines")
        changes = refused(request.getfixturevalue("promoted"), broken, tables[0])
    else:
        changes = request.getfixturevalue(which)
    page = SimpleNamespace(html=render_changes(changes))
    opened = open_page(page, viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    assert opened.complaints == opened.outside == opened.widest() == []
    bottom = "e => e.getBoundingClientRect().bottom"
    assert opened.page.locator(".verdict").evaluate(bottom) < 900
    assert opened.grave() == []


def test_it_fits_a_phone_and_prints(open_page, crowded):
    page = SimpleNamespace(html=render_changes(crowded))
    opened = open_page(page, viewport={"width": 390, "height": 844})
    assert opened.complaints == opened.outside == opened.widest() == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") == 390
    assert 3 <= opened.page.pdf(format="A4").count(b"/Type /Page\n") <= 16
