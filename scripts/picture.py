"""``make picture``: the first screen of the demo's report, as the README shows it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from smartcart.jobs import run_demo

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "assets" / "report.png"
SIZE = {"width": 1440, "height": 930}
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Make the demo, open its report, and keep what is seen first."""
    program = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        sys.exit("A browser is needed for the picture: install Chromium.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        finished = run_demo(Path(folder) / "demo", n=2240, seed=0)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto((finished.folder / "report.html").as_uri())
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
