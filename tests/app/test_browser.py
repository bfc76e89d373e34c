"""The whole web page in a real browser, as the installed program serves it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from scripts.served_app import ServedApp, serve_app

import smartcart

sync_api = pytest.importorskip("playwright.sync_api", reason="a browser needs playwright")
pytest.importorskip("streamlit", reason="the web page needs streamlit")

PAGES = ("Data", "Segments", "How many", "Customer", "Campaign", "Through time")
#: Milliseconds; a machine with other work to do is slow.
PATIENCE = 60_000
#: Shut out by Streamlit itself, in parts that no page can change.
NOT_OURS = frozenset({"scrollable-region-focusable", "nested-interactive"})


class Visitor:
    """A browser with nothing in it, and all that its page asked for or complained of."""

    def __init__(self, browser, url: str) -> None:
        self.context = browser.new_context(accept_downloads=True)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)
        self.page.goto(url)
        self.page.get_by_role("heading", name="Your customers").wait_for()

    def _hear(self, message) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def upload(self, name: str, content: bytes) -> None:
        chosen = {"name": name, "mimeType": "text/csv", "buffer": content}
        self.page.locator('input[type="file"]').first.set_input_files(chosen)
        self.click("Read it")

    def click(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def segment(self, number: str) -> None:
        self.page.get_by_role("heading", name="Segment my customers").wait_for()
        self.settled()
        self.choose("Number of segments", number)
        self.page.get_by_text("Advanced").click()
        for label in ("Most segments to try", "Refits behind each stability", "Tables without"):
            field = self.page.get_by_role("spinbutton", name=label)
            field.fill("4" if label.startswith("Most") else "2")
        self.click("Segment my customers")
        self.page.get_by_role("heading", name="Your segments").wait_for()

    def choose(self, label: str, wanted: str) -> None:
        """Take one of a list; a list that opens while the page is drawn anew shuts again."""
        options = self.page.locator('[role="option"]').filter(has_text=re.compile(f"^{wanted}$"))
        for patience in (5_000, 10_000, PATIENCE):
            self.page.get_by_role("combobox", name=label).click()
            try:
                options.click(timeout=patience)
            except sync_api.TimeoutError:
                self.page.keyboard.press("Escape")
                self.settled()
            else:
                return
        pytest.fail(f"{wanted} is not in the list of {label}")

    def open(self, name: str) -> str:
        link = self.page.locator('[data-testid="stSidebarNavLink"]')
        link.filter(has_text=re.compile(f"{name}$")).click()
        return self.settled()

    def settled(self) -> str:
        """Return all the words of the page once it stands still."""
        still = '[data-testid="stApp"][data-test-script-state="notRunning"]'
        self.page.wait_for_timeout(300)
        self.page.locator(still).wait_for()
        assert self.page.locator(".stException").count() == 0
        return str(self.page.locator(".stMain").inner_text())

    def download(self, name: str) -> bytes:
        with self.page.expect_download() as found:
            self.click(name)
        return Path(found.value.path()).read_bytes()

    def grave(self) -> list[tuple[str, list[str]]]:
        """Return what shuts people out, by the rules of axe."""
        from axe_playwright_python.sync_playwright import Axe

        return [
            (each["id"], [node["html"][:120] for node in each["nodes"]])
            for each in Axe().run(self.page).response["violations"]
            if each["impact"] in ("serious", "critical") and each["id"] not in NOT_OURS
        ]


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[ServedApp]:
    folder = tmp_path_factory.mktemp("app")
    with serve_app(folder, XDG_DATA_HOME=str(folder / "data")) as served:
        yield served


@pytest.fixture(scope="module")
def everybody() -> list[Visitor]:
    """Hold all who visited, for what is said of all of them at the end."""
    return []


@pytest.fixture(scope="module")
def enter(browser, app, everybody):
    def entered() -> Visitor:
        everybody.append(Visitor(browser, app.url))
        return everybody[-1]

    return entered


def table(canary: str, n: int, seed: int) -> bytes:
    frame = smartcart.make_customers(n, seed=seed).astype({"ID": str})
    frame.loc[0, "ID"] = canary
    frame.loc[1, "ID"] = "=1+1"
    return frame.to_csv(index=False).encode()


@pytest.fixture(scope="module")
def visitor(enter) -> Visitor:
    """Return a visitor whose 300 customers are in three segments."""
    made = enter()
    made.upload("one.csv", table("CANARY-ONE", 300, 0))
    made.segment("3")
    return made


def test_the_real_table_is_read_and_told_in_plain_words(enter, real_path):
    guest = enter()
    guest.upload("customers.csv", real_path.read_bytes())
    guest.page.get_by_role("heading", name="Segment my customers").wait_for()
    assert "2,240" in guest.settled()
    guest.context.close()


def test_a_file_that_is_no_table_is_refused_in_words(enter):
    guest = enter()
    guest.upload("broken.csv", b"\x89PNG\r\n\x1a\n" + bytes(64))
    guest.page.get_by_text("Next step").first.wait_for()
    said = guest.settled()
    assert "broken.csv" in said
    assert "Traceback" not in said
    guest.context.close()


def test_the_example_needs_no_file_and_segmenting_can_be_cancelled(enter):
    guest = enter()
    guest.click("Try the example")
    guest.page.get_by_role("heading", name="Segment my customers").wait_for()
    guest.click("Segment my customers")
    guest.click("Cancel")
    guest.page.get_by_text("Cancelled. Nothing was changed.").wait_for()
    assert "No segments yet" in guest.open("Segments")
    guest.context.close()


def test_every_page_opens_shuts_nobody_out_and_fits_a_phone(visitor):
    grave, wide = {}, {}
    for name in PAGES:
        assert visitor.open(name)
        visitor.page.set_viewport_size({"width": 390, "height": 844})
        visitor.page.wait_for_timeout(300)
        beyond = "() => document.documentElement.scrollWidth - innerWidth"
        wide[name] = visitor.page.evaluate(beyond)
        visitor.page.set_viewport_size({"width": 1280, "height": 900})
        grave[name] = visitor.grave()
    assert not any(grave.values()), grave
    assert all(each <= 0 for each in wide.values()), wide


def test_a_name_of_ones_own_shows_up_in_the_download_which_runs_nothing(visitor):
    visitor.open("Segments")
    visitor.page.get_by_role("tab", name="Names").click()
    visitor.page.get_by_label("New name").fill("Gold club")
    visitor.click("Rename")
    visitor.page.get_by_text("is now called").wait_for()
    visitor.page.get_by_role("tab", name="Downloads").click()
    found = pd.read_csv(io.BytesIO(visitor.download("segments.csv")), dtype=str)
    assert len(found) == 300
    assert {"CANARY-ONE", "'=1+1"} < set(found["customer_id"])
    assert "Gold club" in set(found["segment"])
    cells = found.to_numpy().ravel()
    assert not [each for each in cells if str(each).startswith(("=", "+", "@", "\t"))]


def test_a_customer_is_explained_by_id(visitor):
    visitor.open("Customer")
    visitor.page.get_by_role("textbox", name="Customer id").fill("CANARY-ONE")
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_role("heading", name="Why here").wait_for()
    assert "Customer CANARY-ONE is in" in visitor.settled()


def test_another_number_is_tried_and_taken_over(visitor):
    visitor.open("How many")
    visitor.click("Compare")
    visitor.page.get_by_role("button", name=re.compile(r"^Take \d segments")).click()
    visitor.page.get_by_text(re.compile(r"There are \d segments now, 3 before")).wait_for()


def test_two_visitors_never_see_each_others_customers(visitor, enter):
    other = enter()
    other.upload("two.csv", table("CANARY-TWO", 240, 1))
    other.segment("2")
    found = {}
    for name, who in (("CANARY-ONE", visitor), ("CANARY-TWO", other)):
        who.open("Segments")
        who.page.get_by_role("tab", name="Downloads").click()
        found[name] = who.download("segments.csv").decode()
        found[name] += who.page.locator(".stApp").inner_text()
    assert "CANARY-ONE" in found["CANARY-ONE"]
    assert "CANARY-TWO" not in found["CANARY-ONE"]
    assert "CANARY-TWO" in found["CANARY-TWO"]
    assert "CANARY-ONE" not in found["CANARY-TWO"]


def test_nothing_left_the_machine_stayed_on_disk_or_went_wrong_and_the_end_is_clean(
    visitor, everybody, app
):
    asked = [url for each in everybody for url in each.asked]
    outside = [url for url in asked if not url.startswith((app.url, app.url.replace("http", "ws")))]
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []
    assert [each.complaints for each in everybody] == [[] for _ in everybody]
    assert [
        path for path in app.log.parent.glob("temporary/**/*") if "smartcart" in str(path)
    ] == []
    assert "CANARY" not in app.log.read_text()
    assert app.stop() == 0
