"""What a column is used for, and how it is read."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Kind", "Role"]


class Role(StrEnum):
    """What a column is used for. Only segmentation variables enter the distance."""

    ID = "id"
    SEGMENTATION = "segmentation"
    DESCRIPTOR = "descriptor"
    OUTCOME = "outcome"
    SENSITIVE = "sensitive"


class Kind(StrEnum):
    """How a column is read and scaled."""

    ID = "id"  # text, kept exactly as written
    AMOUNT = "amount"  # money, never negative; compared on a log scale
    COUNT = "count"  # whole number, never negative; compared on a log scale
    NUMBER = "number"  # any finite number; compared as it is
    FLAG = "flag"  # 0 or 1
    CATEGORY = "category"  # a few texts without order
    ORDINAL = "ordinal"  # a few texts whose order is stated
    DATE = "date"  # a day
    BIRTH_YEAR = "birth_year"  # a year; becomes an age on the snapshot date

    @property
    def is_text(self) -> bool:
        """Whether the values are a few texts, with or without order."""
        return self in (Kind.CATEGORY, Kind.ORDINAL)

    @property
    def is_quantity(self) -> bool:
        """Whether the values can be added up."""
        return self in (Kind.AMOUNT, Kind.COUNT, Kind.NUMBER, Kind.FLAG)
