"""Read the numbers of a column: money as people write it, by marks that the whole column proves.

``1,234`` is one thousand or one and a bit; no single cell can tell. ``84,835.00`` can, and
``12,5`` can. So the decimal mark is decided from the column, as the order of dates is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from smartcart.customers.distinct import Distinct, Repair, counted, matches
from smartcart.customers.evidence import Evidence
from smartcart.customers.marks import Marks, decide_mark
from smartcart.errors import DataError

__all__ = ["Numbers", "decide_decimal", "proofs_of_numbers", "read_numbers"]

_CURRENCY = (
    r"(?:US|CA|AU|NZ|HK|R|C|A)?\p{Sc}|(?i:usd|eur|gbp|chf|jpy|cny|inr|cad|aud|nzd|sek|nok|dkk|pln|"
    r"czk|huf|ron|brl|mxn|zar|try|rub|uah|krw|sgd|hkd|ils|aed|sar|rs\.?|kr\.?|zł|euros?|dollars?)"
)
_SHAPE = (
    rf"^(?P<open>\()? ?(?P<sign>[-+−])? ?(?P<before>{_CURRENCY})? ?(?P<sign2>[-+−])? ?"
    r"(?P<number>\d[\d.,'’ ]*[\d.,]|\d|[.,]\d+)(?P<exp>[eE][-+]?\d+)?"
    rf" ?(?P<after>{_CURRENCY})? ?(?P<percent>%)? ?(?P<close>\))?$"
)
_SPACES = r"[\s\x{00A0}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}]+"
_SAME = {"$": "usd", "us$": "usd", "dollar": "usd", "dollars": "usd", "€": "eur", "euro": "eur"}
_SAME |= {"euros": "eur", "£": "gbp", "¥": "jpy", "₹": "inr", "rs": "inr", "rs.": "inr"}
_SAME |= {"ca$": "cad", "c$": "cad", "au$": "aud", "a$": "aud", "r$": "brl", "kr.": "kr"}
_PLAIN = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"

#: What stands before the name of a currency in the name of its proof.
_IN = "in "

_Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Numbers:
    """Values of the distinct texts (NaN where there is none), and what was done to read them."""

    values: NDArray[np.float64]
    wrong: _Mask
    repairs: tuple[Repair, ...] = ()


def read_numbers(
    cells: Distinct, missing: _Mask, name: str, decimal: str = "auto", *, money: bool = True
) -> Numbers:
    """Read the distinct texts of a column as numbers.

    Parameters
    ----------
    cells : Distinct
    missing : bool array of shape (n_distinct,)
        Texts that stand for no value.
    name : str
        Name of the column, for the messages.
    decimal : {'auto', '.', ','}
        The decimal mark; 'auto' takes the only one that the column allows.
    money : bool
        Whether currencies, percent signs and brackets may stand in a cell.

    Raises
    ------
    DataError
        When the decimal mark cannot be told, cells prove both marks, two currencies stand in
        the column, or some cells are percentages and others are not.

    Examples
    --------
    >>> cells = Distinct.of(pd.Series(["1.234,50", "€ 7", "(500)", "84k"]))
    >>> numbers = read_numbers(cells, np.zeros(4, dtype=bool), "Income")
    >>> numbers.values.tolist(), numbers.wrong.tolist()
    ([1234.5, 7.0, -500.0, nan], [False, False, False, True])
    """
    texts = pc.if_else(pa.array(missing), pa.scalar(None, pa.large_string()), cells.texts)
    if _is_plain(texts, missing, decimal):
        return _finite(_floats(texts), missing)
    values, repairs = _read_shapes(texts, cells, name, decimal, money)
    return _finite(values, missing, repairs)


def _finite(
    values: NDArray[np.float64], missing: _Mask, repairs: tuple[Repair, ...] = ()
) -> Numbers:
    wrong = ~np.isfinite(values) & ~missing
    return Numbers(np.where(wrong, np.nan, values), wrong, repairs)


def _is_plain(texts: Any, missing: _Mask, decimal: str) -> bool:
    """Say whether every text is a number as computers write it, and no mark is in doubt."""
    if not (matches(texts, _PLAIN) | missing).all():
        return False
    pointed = np.asarray(pc.fill_null(pc.match_substring(texts, "."), False))
    if decimal == "," or not pointed.any():
        return not pointed.any()
    doubtful = matches(texts, r"[-+]?[1-9]\d{0,2}\.\d{3}")
    return decimal == "." or not doubtful.any() or bool((pointed & ~doubtful).any())


def _floats(texts: Any) -> NDArray[np.float64]:
    try:
        return np.asarray(pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False))
    except pa.ArrowInvalid:  # a number beyond what a float can hold
        numbers = pd.to_numeric(texts.to_pandas(), errors="coerce")
        return np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan))


def _read_shapes(
    texts: Any, cells: Distinct, name: str, decimal: str, money: bool
) -> tuple[NDArray[np.float64], tuple[Repair, ...]]:
    part = _parts(texts)
    percent = _is(part["percent"], "%")
    currency = _some(part["before"]) | _some(part["after"])
    negative, wrapped = _signs(part)
    marks = Marks.of(part["number"], part["exp"])
    proofs = marks.proofs | (_proofs_of_money(part, marks) if money else {})
    point = decide_decimal(Evidence.of(cells, proofs), name, decimal) == "."
    ok, plain, grouped = marks.read(point)
    usable = ok & (wrapped == _is(part["close"], ")")) & ~(_some(part["sign"]) & wrapped)
    usable &= ~(_some(part["sign"]) & _some(part["sign2"]))
    usable &= money | ~(currency | percent | wrapped)
    joined = _joined(plain, part["exp"])
    values = _floats(pc.if_else(pa.array(usable), joined, pa.scalar(None, pa.large_string())))
    values = np.where(negative, -values, values) / np.where(percent, 100, 1)
    comma = usable & np.asarray(pc.match_substring(part["number"], ",")) & (not point)
    words = {
        "currency_sign": (currency, "a sign or name of a currency left out"),
        "thousands_mark": (grouped, "marks between thousands left out"),
        "decimal_comma": (comma, f"a comma read as decimal mark; {marks.proof(cells, point)}"),
        "accounting_negative": (wrapped, "an amount in brackets read as negative"),
        "percent": (percent, "a percentage read as a share"),
    }
    repairs = (Repair(k, cells.count(m & usable), says) for k, (m, says) in words.items())
    return values, counted(*repairs)


def _parts(texts: Any) -> dict[str, Any]:
    shape = pc.extract_regex(pc.replace_substring_regex(texts, _SPACES, " "), _SHAPE)
    return {field.name: _filled(shape.field(i)) for i, field in enumerate(shape.type)}


def _filled(texts: Any) -> Any:
    return pc.fill_null(texts, "").cast(pa.large_string())


def _joined(left: Any, right: Any) -> Any:
    return pc.binary_join_element_wise(left, right, pa.scalar("", pa.large_string()))


def _is(texts: Any, text: str) -> _Mask:
    return np.asarray(pc.equal(texts, text))


def _some(texts: Any) -> _Mask:
    return ~_is(texts, "")


def _signs(part: dict[str, Any]) -> tuple[_Mask, _Mask]:
    wrapped = _is(part["open"], "(")
    minus = [_is(part[sign], mark) for sign in ("sign", "sign2") for mark in "-−"]
    return wrapped | np.logical_or.reduce(minus), wrapped


def proofs_of_numbers(cells: Distinct, missing: _Mask, *, money: bool) -> dict[str, _Mask]:
    """Return which distinct texts prove what; from their counts, `decide_decimal` decides.

    Examples
    --------
    >>> cells = Distinct.of(pd.Series(["1.234,50", "€ 7"]))
    >>> proofs = proofs_of_numbers(cells, np.zeros(2, dtype=bool), money=True)
    >>> proofs["comma"].tolist(), proofs["in eur"].tolist()
    ([True, False], [False, True])
    """
    part = _parts(pc.if_else(pa.array(missing), pa.scalar(None, pa.large_string()), cells.texts))
    marks = Marks.of(part["number"], part["exp"])
    return marks.proofs | (_proofs_of_money(part, marks, always=True) if money else {})


def decide_decimal(evidence: Evidence, name: str, given: str) -> str:
    """Return the decimal mark of a column, as given or as proven.

    Raises
    ------
    DataError
        As `read_numbers`.

    Examples
    --------
    >>> decide_decimal(Evidence({"comma": 2, "in eur": 7}), "Income", "auto")
    ','
    """
    _refuse_currencies(evidence, name)
    mark = decide_mark(evidence, name, given)
    _refuse_percent(evidence, f"other {mark}", name)
    return mark


def _proofs_of_money(
    part: dict[str, Any], marks: Marks, *, always: bool = False
) -> dict[str, _Mask]:
    """Return which texts name each currency, are percentages, and are other numbers by each mark.

    The other numbers are told where there are percentages, or `always`: these may be elsewhere.
    """
    both = pc.utf8_lower(_joined(part["before"], part["after"]))
    proofs: dict[str, _Mask] = {}
    for text in pc.unique(both).to_pylist():
        if text:
            proof = f"{_IN}{_SAME.get(text, text)}"
            proofs[proof] = proofs.get(proof, np.zeros(len(both), dtype=bool)) | _is(both, text)
    percent = _is(part["percent"], "%")
    if always or percent.any():
        others = {mark: marks.read(mark == ".")[0] & ~percent for mark in ".,"}
        proofs |= {"percent": percent, **{f"other {mark}": is_so for mark, is_so in others.items()}}
    return proofs


def _refuse_currencies(evidence: Evidence, name: str) -> None:
    found = [proof for proof, n in evidence.counts.items() if proof.startswith(_IN) and n]
    if len(found) > 1:
        each = (
            f"{evidence[in_one]:,} {_capital(in_one)}{evidence.places(in_one)}" for in_one in found
        )
        raise DataError(
            f"Column {name!r} holds amounts in {len(found)} currencies: {' and '.join(each)}.",
            "Convert the amounts to one currency and try again.",
        )


def _capital(proof: str) -> str:
    return _IN + proof.removeprefix(_IN).upper()


def _refuse_percent(evidence: Evidence, other: str, name: str) -> None:
    if evidence["percent"] and evidence[other]:
        raise DataError(
            f"Column {name!r} holds {evidence['percent']:,} percentages"
            f"{evidence.places('percent')} and {evidence[other]:,} other numbers"
            f"{evidence.places(other)}.",
            "Write all of them as percentages, or none.",
        )
