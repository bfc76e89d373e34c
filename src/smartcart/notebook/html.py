"""A page -> HTML that stands on a light and on a dark notebook, and runs nothing."""

from __future__ import annotations

import html
import unicodedata

from smartcart.notebook.page import Cell, Chip, Items, Page, Part, Row, Saying, Table

__all__ = ["show_hidden", "write_html"]

# Colours are those of the notebook; lines are its text colour, thinned. The rules of notebooks
# for tables (stripes, alignment, widths) are taken back, inside our own block only.
_STYLE = """
.smartcart{max-width:62rem;line-height:1.45}
.smartcart p{margin:.35em 0}
.smartcart ul{margin:.35em 0;padding-left:1.3em}
.smartcart table{border-collapse:collapse;border:0;margin:.6em 0;font-size:inherit;width:auto;
table-layout:auto}
.smartcart table tr,.smartcart table tbody tr:nth-child(n){background:transparent}
.smartcart table th,.smartcart table td{border:0;padding:.22em 1.1em .22em 0;text-align:left;
vertical-align:top;white-space:normal;max-width:34rem;font-weight:inherit}
.smartcart table thead th{font-weight:600;vertical-align:bottom;
border-bottom:1px solid color-mix(in srgb,currentColor 45%,transparent)}
.smartcart table tr.line>*{border-top:1px solid color-mix(in srgb,currentColor 14%,transparent)}
.smartcart table tbody:first-of-type tr.line:first-child>*{border-top:0}
.smartcart table .n{text-align:right;font-variant-numeric:tabular-nums;max-width:9rem}
.smartcart table td.n{white-space:nowrap}
.smartcart .below,.smartcart .more{opacity:.8;font-size:.94em}
.smartcart table .below td{max-width:none;padding-top:0}
.smartcart table .below:last-child td{padding-bottom:.55em}
""".replace("\n", "")

#: Letters that join others into one sign, as in many scripts and in pictures of people.
_JOINERS = "\u200c\u200d"
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def write_html(page: Page) -> str:
    """Return a page as HTML; whatever its texts hold, they are text.

    Examples
    --------
    >>> "<b>" in write_html(Page("<b>", "1 customer"))
    False
    """
    head = f"<p><strong>{_text(page.title)}</strong> \u00b7 {_text(page.lead)}</p>"
    parts = "".join(_part(part) for part in page.parts)
    return f'<div class="smartcart"><style>{_STYLE}</style>{head}{parts}</div>'


def show_hidden(text: str) -> str:
    r"""Write letters that cannot be seen, or turn the direction of writing, as escapes.

    Examples
    --------
    >>> print(show_hidden("Spend\u202e2024"))
    Spend\u202e2024
    """
    return "".join(_escape(letter) if _is_hidden(letter) else letter for letter in text)


def _is_hidden(letter: str) -> bool:
    return letter not in _JOINERS and unicodedata.category(letter) in _HIDDEN


def _escape(letter: str) -> str:
    code = ord(letter)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _text(text: str) -> str:
    return html.escape(show_hidden(text))


def _part(part: Part) -> str:
    if isinstance(part, Table):
        return _table(part)
    if isinstance(part, Items):
        listed = "".join(f"<li>{_text(each)}</li>" for each in part.sentences)
        return f"<ul>{listed}</ul>{_more(part.more)}"
    if isinstance(part, Saying):
        return f"<p><strong>{_text(part.heading)}</strong> {_text(part.text)}</p>"
    return f"<p>{_text(part)}</p>"


def _table(table: Table) -> str:
    cells = (
        f'<th scope="col"{_kind(i, table)}>{_text(title)}</th>'
        for i, title in enumerate(table.header)
    )
    rows = "".join(_row(row, table) for row in table.rows)
    head = f"<thead><tr>{''.join(cells)}</tr></thead>"
    return f"<table>{head}<tbody>{rows}</tbody></table>{_more(table.more)}"


def _row(row: Row, table: Table) -> str:
    first, *others = row.cells
    cells = f'<th scope="row">{_cell(first)}</th>' + "".join(
        f"<td{_kind(i + 1, table)}>{_cell(cell)}</td>" for i, cell in enumerate(others)
    )
    below = "".join(
        f'<tr class="below"><td colspan="{len(row.cells)}"><b>{_text(heading)}</b> '
        f"{_text(text)}</td></tr>"
        for heading, text in row.below
    )
    return f'<tr class="line">{cells}</tr>{below}'


def _kind(column: int, table: Table) -> str:
    return "" if column < table.n_words else ' class="n"'


def _cell(cell: Cell) -> str:
    if isinstance(cell, Chip):
        mark = f'<span style="color:{_text(cell.color)}" aria-hidden="true">\u25a0</span>'
        return f"{mark} <strong>{_text(cell.text)}</strong>"
    return _text(cell)


def _more(text: str) -> str:
    return f'<p class="more">\u2026 {_text(text)}</p>' if text else ""
