"""Where a table gives most trouble, and what its owner can do about it at the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from smartcart.customers.quality import Finding
from smartcart.customers.result import Customers

__all__ = ["Trouble", "fix_at_source", "worst_columns"]

#: Flags that say something of a column as a whole, or of whole records.
_OF_COLUMNS = frozenset(
    {"all_missing", "mostly_missing", "constant_column", "equal_columns", "too_many_levels"}
    | {"ids_made_up", "ids_look_personal", "missing_value", "same_except_id"}
    | {"same_except_id_and_outcome", "repeats_disagree_on_outcome", "age_not_plausible"}
)
#: Repairs that leave no value.
_MISSING = frozenset({"missing_value", "age_set_missing"})
_NO_REPAIR = frozenset({"missing_token", "excel_error", "age_set_missing"})
_AMOUNTS = "export plain numbers such as 84835.00, without currency and thousands marks"
_DAYS = "export days as YYYY-MM-DD"
_LIST = "let people choose from a list instead of typing"
#: By rule: what would have made the repair, or the second look, unnecessary.
_ADVICE = {
    "day_month_exchanged": "a spreadsheet exchanged day and month; export days as YYYY-MM-DD, and "
    "do not save the file in a spreadsheet before it is read here",
    "currency_sign": _AMOUNTS,
    "thousands_mark": _AMOUNTS,
    "decimal_comma": _AMOUNTS,
    "accounting_negative": _AMOUNTS,
    "percent": "export shares as numbers such as 0.5",
    "excel_day_number": _DAYS,
    "two_digit_year": "export years with four digits",
    "year_of_date": "export the year alone",
    "excel_error": "repair the formulas of the spreadsheet",
    "missing_token": "leave a cell empty where nothing is known",
    "word_read_as_flag": "export 0 and 1",
    "category_spelling": _LIST,
    "category_recoded": _LIST,
    "category_near_miss": _LIST,
    "age_not_plausible": "ask these customers again for the year of birth",
    "far_out": "look up whether these amounts are true, or stand for 'not known'",
    "recency_beyond_tenure": "look up the day of joining: the last purchase lies before it",
    "spend_without_purchases": "look up these customers: money without a purchase",
    "ids_made_up": "export the number of each customer",
    "ids_look_personal": "give every customer a number as id, without personal data in it",
    "all_missing": "export the column with its values, or leave it out",
    "mostly_missing": "find out why most values are missing",
    "equal_columns": "export one of the two columns",
    "repeats_disagree_on_outcome": "find out whether customers stand there twice under two ids",
}
#: Values that are missing this seldom are not worth anybody's time at the source.
_OFTEN_MISSING = 0.01


@dataclass(frozen=True)
class Trouble:
    """Cells of one column that are missing, were set aside, repaired, or are in doubt.

    Examples
    --------
    >>> Trouble("Income", missing=24, set_aside=1, repaired=2216).sentence
    '1 set aside, 24 missing, 2,216 repaired'
    """

    column: str
    missing: int = 0
    set_aside: int = 0
    repaired: int = 0
    doubtful: int = 0

    @property
    def sentence(self) -> str:
        """The counts that are not zero, in words."""
        counts = {
            "set aside": self.set_aside,
            "missing": self.missing,
            "repaired": self.repaired,
            "in doubt": self.doubtful,
        }
        return ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)


def worst_columns(customers: Customers, n: int = 5) -> tuple[Trouble, ...]:
    """Return the columns with most cells lost (set aside or missing), then most repaired.

    Examples
    --------
    >>> import pandas as pd
    >>> from smartcart.customers import Column, Kind, Role, Schema, check_customers
    >>> schema = Schema((
    ...     Column("customer_id", "ID", Role.ID, Kind.ID, required=True),
    ...     Column("spend", "Spend", Role.SEGMENTATION, Kind.AMOUNT, low=0),
    ...     Column("orders", "Orders", Role.SEGMENTATION, Kind.COUNT, low=0),
    ... ))
    >>> frame = pd.DataFrame({"ID": ["1", "2"], "Spend": ["$5", "7"], "Orders": ["", "3"]})
    >>> [each.column for each in worst_columns(check_customers(frame, schema))]
    ['Orders', 'Spend']
    """
    quality = customers.quality
    aside = Counter(each for each in customers.quarantine["column"] if each)
    missing = Counter[str]()
    for each in (*quality.flags, *quality.repairs):
        missing[each.column] += each.count * (each.rule in _MISSING)
    repaired = _largest(each for each in quality.repairs if each.rule not in _NO_REPAIR)
    doubtful = _largest(each for each in quality.flags if each.rule not in _OF_COLUMNS)
    names = dict.fromkeys([*aside, *missing, *repaired, *doubtful])
    troubles = [
        Trouble(
            name,
            missing[name],
            aside[name],
            repaired.get(name, 0),
            doubtful.get(name, 0),
        )
        for name in names
        if name
    ]
    troubles = [each for each in troubles if each.sentence]
    ordered = sorted(troubles, key=_badness, reverse=True)
    return tuple(ordered[:n])


def _badness(trouble: Trouble) -> tuple[int, int, int]:
    return trouble.missing + trouble.set_aside, trouble.repaired, trouble.doubtful


def _largest(findings: Iterator[Finding]) -> dict[str, int]:
    """Return the largest count by column: one cell may have been repaired by several rules."""
    counts: dict[str, int] = {}
    for each in findings:
        counts[each.column] = max(counts.get(each.column, 0), each.count)
    return counts


def fix_at_source(customers: Customers) -> tuple[str, ...]:
    """Return what the owner of the table can do so that the next one needs no repair.

    The most frequent first; no cell is repeated.
    """
    quality = customers.quality
    asked: dict[tuple[str, str], int] = {}
    for finding in (*quality.repairs, *quality.flags):
        advice = _ADVICE.get(finding.rule, "")
        if finding.rule == "missing_value" and finding.count > _OFTEN_MISSING * len(customers):
            advice = "fill in the empty cells where the value is known"
        if advice:
            key = (finding.column, advice)
            asked[key] = max(asked.get(key, 0), finding.count)
    ordered = sorted(asked.items(), key=lambda item: -item[1])
    sentences = [_advised(column, advice, count) for (column, advice), count in ordered]
    return (*_of_file(customers), *sentences)


def _of_file(customers: Customers) -> Iterator[str]:
    quality = customers.quality
    if quality.quarantined:
        yield f"Correct the records that were set aside ({quality.quarantined:,})."
    if quality.duplicates_dropped:
        yield f"Export every customer once ({quality.duplicates_dropped:,} copies were dropped)."
    if "cp1252" in quality.source.encoding:
        yield "Export the file as UTF-8, so that no letter has to be guessed."


def _advised(column: str, advice: str, count: int) -> str:
    where = f"{column}: {advice}" if column else advice[0].upper() + advice[1:]
    return f"{where} ({count:,})."
