"""The report in a real browser: it asks for nothing, fails at nothing, and serves everybody."""

import numpy as np
import pandas as pd
import pytest
from playwright import sync_api

import smartcart
from smartcart.customers import Column, Kind, Role, Schema, check_customers
from smartcart.report import RenderedReport, render

WIDTHS = (1440, 768, 390)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_report_fits_every_window_and_asks_for_nothing(open_page, report, width, scheme):
    size = {"width": width, "height": 900}
    opened = open_page(report, viewport=size, color_scheme=scheme)
    assert opened.complaints == []
    assert opened.outside == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") == width
    assert opened.widest() == []
    # Pictures below the screen wait until somebody scrolls to them; here all are asked for.
    decoded = "Promise.all([...document.images].map(i => (i.loading = 'eager', i.decode())))"
    assert len(opened.page.evaluate(decoded)) == len(report.figures)


def test_the_first_screen_says_who_how_sure_and_what_to_do(open_page, report, segmentation):
    opened = open_page(report, viewport={"width": 1440, "height": 900})
    height = "e => e.getBoundingClientRect().top"
    assert opened.page.locator(".verdict").evaluate(height) < 300
    for card in opened.page.locator(".card").all():
        assert card.get_by_text("What to do").evaluate(height) < 800
    assert opened.page.locator(".scale .here").inner_text() == segmentation.verdict.name


def column(page: sync_api.Page, table: str, place: int) -> list[str]:
    cells = page.locator(f"{table} tbody tr > :nth-child({place})")
    return [text.strip() for text in cells.all_inner_texts()]


def test_tables_are_sorted_by_mouse_and_keyboard_and_put_back(open_page, report):
    page = open_page(report, viewport={"width": 1440, "height": 900}).page
    given = column(page, "table.made", 1)
    button = page.locator("table.made thead th").nth(2).locator("button")
    button.click()
    alone = [float(text) for text in column(page, "table.made", 3)]
    assert alone == sorted(alone, reverse=True)
    assert page.locator("table.made th[aria-sort=descending]").count() == 1
    button.press("Enter")
    assert [float(text) for text in column(page, "table.made", 3)] == alone[::-1]
    button.press("Space")
    assert column(page, "table.made", 1) == given
    assert page.locator("table.made th[aria-sort]").count() == 0


def test_what_is_not_known_stays_below_what_is(open_page, report):
    page = open_page(report, viewport={"width": 1440, "height": 900}).page
    silhouettes = page.locator("#why table thead th").nth(2).locator("button")
    for _ in range(2):
        silhouettes.click()
        assert column(page, "#why table", 3)[-1] == "–"  # one segment has no silhouette


def test_the_keyboard_reaches_everything_and_the_focus_can_be_seen(open_page, report):
    page = open_page(report, viewport={"width": 1440, "height": 900}).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    seen = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.tagName + document.activeElement.className"))
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        if page.evaluate("document.activeElement.tagName") == "BODY":
            break
        assert page.evaluate(outline) != "none"
    assert {"BUTTONsort", "DIVpicture", "DIVscroll"} <= seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(open_page, report, scheme):
    opened = open_page(report, viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    assert opened.grave() == []


def test_without_script_the_report_is_whole(browser, tmp_path, report):
    path = tmp_path / "report.html"
    path.write_text(report.html, encoding="utf-8")
    page = browser.new_page(java_script_enabled=False)
    page.goto(path.as_uri())
    assert page.locator("table.made tbody tr").count() == len(report.facts.contributions)
    page.close()


def test_it_prints_without_cutting_what_belongs_together(open_page, report):
    opened = open_page(report, viewport={"width": 1440, "height": 900}, color_scheme="dark")
    opened.page.emulate_media(media="print")
    background = "getComputedStyle(document.body).backgroundColor"
    assert opened.page.evaluate(background) == "rgb(255, 255, 255)"
    pdf = opened.page.pdf(format="A4")
    assert pdf[:5] == b"%PDF-"
    waiting = "[...document.images].filter(i => !i.complete || !i.naturalWidth).length"
    assert opened.page.evaluate(waiting) == 0  # all are printed, seen before or not
    assert 5 <= pdf.count(b"/Type /Page\n") <= 40


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=https://example.com/x onerror=alert(2)>",
    "=cmd|' /C calc'!A0",
    "\u05e9\u05dc\u05d5\u05dd\u202eabc",
    "a_name_that_never_ends" * 14,
    "javascript:alert(3)",
)


@pytest.fixture(scope="module")
def hostile(quick) -> RenderedReport:
    """Return a report in which every name, header and level means harm."""
    generator = np.random.default_rng(0)
    group = np.repeat([0, 1, 2], 60)
    key = Column("customer_id", "key", Role.ID, Kind.ID, required=True)
    measures = [Column(name, name, Role.SEGMENTATION, Kind.NUMBER) for name in HOSTILE[:5]]
    level = Column(HOSTILE[5], "zone", Role.DESCRIPTOR, Kind.CATEGORY)
    frame = pd.DataFrame(
        {name: (1 + i) * group + generator.normal(size=180) for i, name in enumerate(HOSTILE[:5])}
    )
    frame["zone"] = np.array(HOSTILE)[np.arange(180) % len(HOSTILE)]
    frame["key"] = np.arange(180)
    customers = check_customers(frame, Schema((key, *measures, level)))
    names = {"S1": HOSTILE[0], "S2": HOSTILE[4][:60], "S3": "\u05e9\u05dc\u05d5\u05dd"}
    settings = {**quick, "segments": 3}
    return render(smartcart.segment(customers, settings, own_names=names))


@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_names_are_inert_and_keep_the_layout(open_page, hostile, width):
    opened = open_page(hostile, viewport={"width": width, "height": 900})
    assert opened.complaints == []
    assert opened.outside == []
    assert opened.widest() == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") == width
    text = opened.page.locator("main").inner_text()
    assert "<script>alert(1)</script>" in text
    assert opened.page.locator("script").count() == 1
    assert opened.page.locator("[onerror], [onload], a[href^=javascript]").count() == 0
