"""What only a whole column can say of how its texts are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["UNSETTLED", "Convention"]


@dataclass(frozen=True)
class Convention:
    """How the texts of one column are read, where no single cell can say.

    What is not given here is decided from the column. Who reads a column in parts gives all of
    it, so that every part is read alike.

    Attributes
    ----------
    date_order : {'auto', 'dmy', 'mdy'}
        How an all-digit date is to be understood; 'auto' decides by proof from the column.
    decimal : {'auto', '.', ','}
        The decimal mark of numbers as text; 'auto' decides by proof from the column.
    date_system : {'1900', '1904'}
        Where the day numbers of a spreadsheet start.
    may_be_serials : bool
        Whether dates that are nothing but numbers are day numbers of a spreadsheet. False for a
        part of a column in which other dates stand too.
    spelling : mapping of str to str or None
        Folded text -> how the level of a category is spelled; None takes the most frequent one.
    """

    date_order: str = "auto"
    decimal: str = "auto"
    date_system: str = "1900"
    may_be_serials: bool = True
    spelling: Mapping[str, str] | None = None


#: Everything is decided from the column.
UNSETTLED = Convention()
