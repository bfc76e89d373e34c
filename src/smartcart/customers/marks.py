"""Which mark stands before the decimals and which between thousands, as a column proves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from smartcart.customers.distinct import Distinct, matches
from smartcart.customers.evidence import Evidence
from smartcart.errors import DataError, OpenQuestionError

__all__ = ["Marks", "decide_mark"]

_NEUTRAL = r"\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d*)?"  # blanks and apostrophes only part thousands
_POINT = r"\d{1,3}(?:,\d{3})+\.\d*|\d{1,3}(?:,\d{3}){2,}|\d*\.\d*"
_COMMA = r"\d{1,3}(?:\.\d{3})+,\d*|\d{1,3}(?:\.\d{3}){2,}|\d*,\d*"
_OPEN = r"[1-9]\d{0,2}[.,]\d{3}"

_Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Marks:
    """The distinct numbers of a column, and which of them prove a decimal mark.

    Examples
    --------
    >>> import pyarrow as pa
    >>> texts = pa.array(["84,835.00", "1,234"], pa.large_string())
    >>> marks = Marks.of(texts, pa.array(["", ""], pa.large_string()))
    >>> marks.point.tolist(), marks.open.tolist()
    ([True, False], [False, True])
    """

    texts: Any
    parted: _Mask
    point: _Mask
    comma: _Mask
    open: _Mask

    @classmethod
    def of(cls, texts: Any, exponents: Any) -> Marks:
        """Look at the numbers, without signs and currencies, and their exponents."""
        parted = matches(texts, _NEUTRAL)
        plain = pc.if_else(parted, pc.replace_substring_regex(texts, "[ '’]", ""), texts)
        scientific = np.asarray(pc.not_equal(exponents, ""))
        marked = np.asarray(pc.match_substring_regex(plain, "[.,]"))
        doubtful = matches(plain, _OPEN) & ~parted & ~scientific
        point = marked & ~doubtful & matches(plain, _POINT)
        comma = marked & ~doubtful & matches(plain, _COMMA)
        return cls(plain, parted, point, comma, doubtful)

    @property
    def proofs(self) -> dict[str, _Mask]:
        """Which numbers prove a point, prove a comma, or can be read either way."""
        return {"point": self.point, "comma": self.comma, "open": self.open}

    def read(self, point: bool) -> tuple[_Mask, Any, _Mask]:
        """Return which numbers are well formed, their plain text, and which had thousands."""
        mark, other = (".", ",") if point else (",", ".")
        groups = matches(self.texts, rf"\d{{1,3}}(?:[{other}]\d{{3}})+(?:[{mark}]\d*)?")
        well_formed = groups | matches(self.texts, rf"\d+[{mark}]?\d*|[{mark}]\d+")
        plain = pc.replace_substring(pc.replace_substring(self.texts, other, ""), mark, ".")
        return well_formed, plain, groups | self.parted

    def proof(self, cells: Distinct, point: bool) -> str:
        """Say in words where the decimal mark is proven."""
        proven = self.point if point else self.comma
        place = cells.where(proven, 1).replace("lines", "line").replace("records", "record")
        return f"proven by {place}" if proven.any() else "as set"


def decide_mark(evidence: Evidence, name: str, given: str) -> str:
    """Return the decimal mark of a column, as given or as proven.

    Raises
    ------
    DataError
        When both marks are proven, or numbers such as ``1,234`` stand without a proof.

    Examples
    --------
    >>> decide_mark(Evidence({"comma": 2, "open": 1}), "Income", "auto")
    ','
    """
    if given != "auto":
        return given
    if evidence["point"] and evidence["comma"]:
        raise _conflict(evidence, name)
    if evidence["open"] and not evidence["point"] and not evidence["comma"]:
        raise _undecided(evidence, name)
    return "," if evidence["comma"] else "."


def _conflict(evidence: Evidence, name: str) -> DataError:
    return DataError(
        f"Column {name!r} mixes two ways to write decimals: {evidence['point']:,} numbers "
        f"prove a decimal point{evidence.places('point')}, {evidence['comma']:,} a "
        f"decimal comma{evidence.places('comma')}.",
        "Write all numbers in one way, for example 84835.00, and try again.",
    )


def _undecided(evidence: Evidence, name: str) -> DataError:
    return OpenQuestionError(
        f"Column {name!r} does not say whether a mark stands before decimals or between "
        f"thousands: {evidence['open']:,} numbers could be read either way, a thousand times "
        f"apart{evidence.places('open')}.",
        "Set decimal = '.' (or ',') in smartcart.toml, or write the numbers without such marks.",
        "decimal",
        (".", ","),
    )
