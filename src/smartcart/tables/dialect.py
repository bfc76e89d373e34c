"""Which character separates the cells of a text table."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from smartcart.errors import DataError
from smartcart.tables.header import clean_header, count_known, header_place
from smartcart.tables.quoting import QUOTE, find_quote, is_padded
from smartcart.tables.wording import quoted

__all__ = ["NO_DELIMITER", "Dialect", "find_dialect"]

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
# A table of one column has no delimiter. Its cells are read with one that no text holds:
# U+FFFF is not a character, so a cell of any text stays whole.
NO_DELIMITER = "\uffff"
SPACES = re.compile(" {2,}")
SAMPLE_RECORDS = 100
SAMPLE_LETTERS = 1_000_000
DECLARATION = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)
LINE_ENDS = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}


@dataclass(frozen=True)
class Dialect:
    """How a text table is laid out.

    Attributes
    ----------
    delimiter : str
        One character; for a table of one column one that stands in no text.
    newline : str
        "LF", "CRLF" or "CR": how the first line ends.
    declared : bool
        Whether the first line is ``sep=;``, which names the delimiter and is no data.
    quote : str
        Double quote or apostrophe.
    padded : bool
        Whether every delimiter is followed by a blank that belongs to no cell.
    spaces : bool
        Whether columns are set apart by two or more spaces; `delimiter` is then the tab that
        `cells_apart` puts in their place.
    """

    delimiter: str
    newline: str
    declared: bool = False
    quote: str = QUOTE
    padded: bool = False
    spaces: bool = False

    def facts(self) -> dict[str, str]:
        """Return the dialect in the words of the quality report."""
        shown = "" if self.delimiter == NO_DELIMITER else self.delimiter
        shown = "spaces" if self.spaces else shown
        return {"delimiter": shown, "quote": self.quote, "newline": self.newline}

    def cells_apart(self, lines: Iterable[str]) -> Iterable[str]:
        """Return the lines with one delimiter between two cells."""
        return map(_tabs_for_spaces, lines) if self.spaces else lines


def find_dialect(text: Iterable[str], names: Collection[str] = ()) -> Dialect:
    r"""Choose the delimiter from the first records of a text.

    The one that gives most known column names wins; else the one whose records agree best
    with the header in their number of cells. A first line ``sep=;`` decides alone.

    Raises
    ------
    DataError
        When ``sep=`` names another character than comma, semicolon, tab or vertical bar.

    Examples
    --------
    >>> find_dialect(["ID;Income\r\n", "5524;58138,50\r\n"]).facts()
    {'delimiter': ';', 'quote': '"', 'newline': 'CRLF'}
    """
    head = _head(text)
    newline = next((name for end, name in LINE_ENDS.items() if head[0].endswith(end)), "LF")
    if declaration := DECLARATION.fullmatch(head[0]):
        delimiter = _declared(declaration[1])
        return Dialect(delimiter, newline, True, find_quote(head[1:], delimiter))
    samples = {delimiter: _sample(head, delimiter) for delimiter in DELIMITERS}
    best = max(samples, key=lambda delimiter: _score(samples[delimiter], names))
    most = _score(samples[best], names)
    tabbed = [_tabs_for_spaces(line) for line in head]
    if _score(_sample(tabbed, "\t"), names)[0] > max(most[0], 1):
        return Dialect("\t", newline, quote=find_quote(tabbed, "\t"), spaces=True)
    if most[2] < 2:
        return Dialect(NO_DELIMITER, newline)
    return Dialect(best, newline, False, find_quote(head, best), is_padded(head, best))


def _tabs_for_spaces(line: str) -> str:
    body = line.rstrip("\r\n")
    return SPACES.sub("\t", body.strip()) + line[len(body) :]


def _head(text: Iterable[str]) -> list[str]:
    """Return the first lines: enough for the sample, but never more than about 1 MB."""
    head, letters = [], 0
    for line in islice(text, 2 * SAMPLE_RECORDS):
        head.append(line)
        letters += len(line)
        if letters > SAMPLE_LETTERS:
            break
    return head


def _declared(delimiter: str) -> str:
    if delimiter in DELIMITERS:
        return delimiter
    raise DataError(
        f"The first line declares the delimiter {quoted(delimiter)}; read are "
        f"{', '.join(DELIMITERS.values())}.",
        "Export the table with a comma or a semicolon.",
    )


def _sample(head: Sequence[str], delimiter: str) -> list[list[str]]:
    # Not strict here: a quoted cell of a semicolon file looks broken to the comma.
    reader = csv.reader(head, delimiter=delimiter, quotechar=QUOTE)
    sample: list[list[str]] = []
    # A cell beyond the csv module's limit ends the sample; the reader itself will refuse it.
    with suppress(csv.Error):
        records = (record for record in reader if any(cell.strip() for cell in record))
        sample.extend(islice(records, SAMPLE_RECORDS + 1))
    return sample


def _score(sample: Sequence[Sequence[str]], names: Collection[str]) -> tuple[int, float, int]:
    """Return known names, agreement and width of the row that is the best header."""
    if not sample:
        return (0, 0.0, 0)
    place = header_place(sample, names)
    header = sample[place]
    alike = [len(record) == len(header) for record in sample[place + 1 :]]
    agreement = sum(alike) / len(alike) if alike and len(header) > 1 else float(len(header) > 1)
    return count_known(clean_header(header), names), agreement, len(header)
