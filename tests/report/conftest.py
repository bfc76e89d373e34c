"""Reports drawn once, the tables that are unlike the founding one, and a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import smartcart
from smartcart.customers import Column, Kind, Role, Schema, check_customers
from smartcart.report import RenderedReport, render
from smartcart.segmentation import Segmentation

if TYPE_CHECKING:
    from playwright import sync_api

ID = Column("customer_id", "key", Role.ID, Kind.ID, required=True)


@pytest.fixture(scope="session")
def report(segmentation: Segmentation) -> RenderedReport:
    return render(segmentation)


@pytest.fixture(scope="session")
def machines(quick: dict[str, int]) -> RenderedReport:
    """Return the report on a table without money, purchases, answers or dates.

    Its names are hostile: markup, formulas, mathematics, no Latin letters, no end.
    """
    generator = np.random.default_rng(0)
    group = np.repeat([0, 1, 2], 60)
    schema = Schema(
        (
            ID,
            Column("temp_$x^$", "temp", Role.SEGMENTATION, Kind.NUMBER),
            Column("a_name_that_goes_on" * 4, "load", Role.SEGMENTATION, Kind.NUMBER),
            Column("\u6e29\u5ea6", "heat", Role.SEGMENTATION, Kind.NUMBER),
            Column("zone", "zone", Role.SEGMENTATION, Kind.CATEGORY),
        )
    )
    frame = pd.DataFrame(
        {
            "key": np.arange(180),
            "temp": 5.0 * group + generator.normal(size=180),
            "load": 3.0 * group + generator.normal(size=180),
            "heat": 1.0 * group + generator.normal(size=180),
            "zone": np.where(group == 1, "<script>alert(1)</script>", "b\u202e$"),
            "<img src=x onerror=alert(1)>": "not used",
        }
    )
    return render(smartcart.segment(check_customers(frame, schema), quick))


@pytest.fixture(scope="session")
def one_variable(quick: dict[str, int]) -> RenderedReport:
    """Return the report on segments along one variable: a value that may be negative."""
    schema = Schema((ID, Column("balance", "balance", Role.SEGMENTATION, Kind.NUMBER)), "balance")
    group = np.repeat([-3.0, 0.0, 9.0], 30)
    balance = group + np.random.default_rng(0).normal(size=90)
    frame = pd.DataFrame({"key": np.arange(90), "balance": balance})
    settings = {**quick, "method": "ward"}
    return render(smartcart.segment(check_customers(frame, schema), settings))


class Opened:
    """A page that has been opened, with all that it complained of or asked for."""

    def __init__(self, page: sync_api.Page, path: Path) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(path.as_uri())

    @property
    def outside(self) -> list[str]:
        """Addresses beyond the file itself."""
        return [url for url in self.asked if not url.startswith(("file:", "data:"))]

    def widest(self) -> list[str]:
        """Elements that reach beyond the window and are not meant to be scrolled."""
        return self.page.evaluate(
            """() => [...document.querySelectorAll("main *")]
                .filter(e => !e.closest(".scroll, .picture, .hidden"))
                .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
                .map(e => e.outerHTML.slice(0, 120))"""
        )

    def grave(self) -> list[tuple[str, list[str]]]:
        """Return what shuts people out, by the rules of axe."""
        from axe_playwright_python.sync_playwright import Axe

        return [
            (each["id"], [node["html"][:160] for node in each["nodes"]])
            for each in Axe().run(self.page).response["violations"]
            if each["impact"] in ("serious", "critical")
        ]


@pytest.fixture
def open_page(browser, tmp_path):
    pages = []

    def opened(report, **options) -> Opened:
        path = tmp_path / "report.html"
        path.write_text(report.html, encoding="utf-8")
        pages.append(browser.new_page(**options))
        return Opened(pages[-1], path)

    yield opened
    for page in pages:
        page.close()
