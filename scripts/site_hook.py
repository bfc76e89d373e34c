"""What mkdocs calls while it builds: pages from the program, and files from above ``docs/``.

Pages that are made from the program hold a mark, so that on GitHub the rest of them still reads.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

from scripts.cli_page import write_commands
from scripts.settings_page import write_settings

__all__ = ["on_files", "on_page_markdown", "on_post_build", "point_into_site"]

ROOT = Path(__file__).parents[1]

#: Files above ``docs/`` -> the pages they become.
_ABOVE = {
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changes.md",
    "examples/README.md": "notebooks.md",
}
#: Where the theme's scripts fetch what an old browser lacks.
_FETCHED_FROM = "https://unpkg.com/"
#: Marks in a page -> what writes the text in their place.
_BUILT = {"<!-- built: commands -->": write_commands, "<!-- built: settings -->": write_settings}


def on_files(files: Files, config: Any) -> Files:
    """Add the pages and the notebooks that stand above ``docs/``."""
    for source, page in _ABOVE.items():
        text = point_into_site((ROOT / source).read_text(encoding="utf-8"))
        files.append(File.generated(config, page, content=text))
    for notebook in sorted((ROOT / "examples").glob("*.ipynb")):
        files.append(File.generated(config, notebook.name, content=notebook.read_bytes()))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put what is built in place of its mark, and lead links above ``docs/`` to their pages."""
    for mark, write in _BUILT.items():
        if mark in markdown:
            markdown = markdown.replace(mark, write())
    return point_into_site(markdown)


def on_post_build(config: Any) -> None:
    """Take out of the theme's scripts the place from which they would fetch more of them.

    They do so in browsers of before 2020, and for diagrams that no page has; then nothing is there.
    """
    for script in Path(config["site_dir"], "assets", "javascripts").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        script.write_text(text.replace(_FETCHED_FROM, "./"), encoding="utf-8")


def point_into_site(markdown: str) -> str:
    """Return text whose links fit the site, where every page stands in or below one folder.

    Examples
    --------
    >>> point_into_site("[a](docs/method.md#value), [b](../CHANGELOG.md)")
    '[a](method.md#value), [b](changes.md)'
    >>> point_into_site("[c](../../CHANGELOG.md)")
    '[c](../changes.md)'
    """
    for source, page in _ABOVE.items():
        # One step up led out of docs/, whose place the site takes.
        above = rf"\]\((?:\.\./)?((?:\.\./)*){re.escape(source)}\b"
        markdown = re.sub(above, rf"](\g<1>{page}", markdown)
    return markdown.replace("](docs/", "](")
