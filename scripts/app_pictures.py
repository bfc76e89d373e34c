"""Pictures of every page of the web page: light and dark, wide and narrow.

``python -m scripts.app_pictures FOLDER`` needs the "dev" extra and Chromium.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from scripts.served_app import find_chromium, serve_app

if TYPE_CHECKING:
    from playwright.sync_api import Page

_WIDE, _NARROW = (1440, 900), (390, 844)
_PAGES = ("data", "segments", "how_many", "customer", "campaign", "through_time")
_LONG = 300_000


def main(folder: Path) -> None:
    """Take all pictures into a folder."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        store = f"sqlite:///{place}/store.db"
        _fill(Path(place), store)
        with serve_app(Path(place), store) as served:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(), args=["--no-sandbox"]
            )
            page = browser.new_page(color_scheme="light")
            page.goto(served.url)
            page.get_by_text("Upload a table").wait_for(timeout=_LONG)
            _take(page, folder, "start")
            for name in _PAGES[1:]:
                _open(page, name)
                _take(page, folder, f"empty-{name}")
            _prepare(page)
            for name in _PAGES:
                _open(page, name)
                _act(page, name)
                _take(page, folder, name)
            browser.close()


def _fill(place: Path, store: str) -> None:
    """Refresh a store with the tables of some months; a kind of customers is new in June."""
    from smartcart.datasets import write_months
    from smartcart.jobs import RefreshJob, run_refresh

    write_months(place / "months", 900)
    settings = {"n_boot": 20, "n_null": 5}
    for month, refit in (
        ("2026-01", None),
        ("2026-03", None),
        ("2026-06", None),
        ("2026-07", True),
    ):
        source = place / "months" / f"{month}.csv"
        run_refresh(RefreshJob(source, store, options=settings, refit=refit))


def _prepare(page: Page) -> None:
    """Segment the example, with a number given so that it does not take long."""
    _open(page, "data")
    page.get_by_role("button", name="Try the example").click()
    page.get_by_role("heading", name="Segment my customers").wait_for(timeout=_LONG)
    _settle(page)
    page.get_by_role("combobox", name="Number of segments").click()
    page.locator('[role="option"]').filter(has_text=re.compile("^4$")).click()
    page.get_by_text("Advanced").click()
    page.get_by_role("spinbutton", name="Most segments to try").fill("6")
    page.get_by_role("spinbutton", name="Refits behind each stability figure").fill("20")
    page.get_by_role("spinbutton", name="Tables without structure").fill("5")
    page.get_by_role("button", name="Segment my customers").click()
    page.get_by_role("heading", name="Your segments").wait_for(timeout=_LONG)


def _open(page: Page, name: str) -> None:
    page.set_viewport_size({"width": _WIDE[0], "height": _WIDE[1]})
    title = re.compile(f"{name.replace('_', ' ')}$", re.IGNORECASE)
    page.locator('[data-testid="stSidebarNavLink"]').filter(has_text=title).click()
    _settle(page)


def _act(page: Page, name: str) -> None:
    if name == "customer":
        page.get_by_role("button", name="S1 ·").first.click()
        _settle(page)
        page.get_by_role("button", name="Find the next best category").click()
        page.get_by_text("Next best category", exact=True).wait_for(timeout=_LONG)
    if name == "campaign":
        page.get_by_role("button", name="Plan the campaign").click()
        page.get_by_text("The hard things first").wait_for(timeout=_LONG)
        page.get_by_role("tab", name="The test").click()
    _settle(page)


def _settle(page: Page) -> None:
    page.wait_for_timeout(400)
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(
        timeout=_LONG
    )
    page.wait_for_timeout(800)


def _take(page: Page, folder: Path, name: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width, height in (_WIDE, _NARROW):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(700)
            tall = page.evaluate(
                "() => Math.max(...[...document.querySelectorAll('.stMain, .stMainBlockContainer')]"
                ".map(e => e.scrollHeight))"
            )
            page.set_viewport_size({"width": width, "height": max(height, int(tall) + 40)})
            page.wait_for_timeout(500)
            page.screenshot(path=folder / f"{name}-{scheme}-{width}.png")
    page.emulate_media(color_scheme="light")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
