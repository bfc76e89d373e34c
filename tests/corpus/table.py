"""The clean table from which every file of the corpus is made, and what a case is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import smartcart

Row = dict[str, str]
Change = Callable[[list[Row]], list[Row]]
#: Puts something at a path; returns, where something goes on there, a function that ends it.
Maker = Callable[[Path], Callable[[], None] | None]

N = 40

FRAME = smartcart.make_customers(N, seed=0)
HEADER = [str(name) for name in FRAME.columns]
#: Cells as text, in the order of the header; nothing in them needs a repair.
ROWS: list[list[str]] = [[str(v) for v in row] for row in FRAME.itertuples(index=False)]
EDUCATION, INCOME, JOINED = (HEADER.index(n) for n in ("Education", "Income", "Dt_Customer"))


def clean_rows() -> list[Row]:
    """Return the clean table by name, for a case to change."""
    return [dict(zip(HEADER, row, strict=True)) for row in ROWS]


@dataclass(frozen=True)
class Case:
    """One file and what must become of it.

    Attributes
    ----------
    number, name : int, str
        Number in the catalogue of bad input, and the oddity in words.
    make : bytes or function
        The file, or a function that makes something else at a path (a folder, a pipe).
    expect : {"ok", "repair", "quarantine", "refuse"}
        What the catalogue says.
    message, note : str
        Regular expressions: of what the command says; of what the account must say.
    lost : tuple of int
        Rows of the clean table that are not among the customers.
    more_aside : int
        Records set aside that the clean table does not have.
    non_data, dropped : int
        Records that are no customer; rows that repeat a whole customer.
    counts : mapping of (rule, column) to int
        Repairs or flags that must be reported.
    truth : rows, optional
        What the customers are where this is not the clean table.
    written : rows, optional
        What stands in the file, for readers that know no rules for customers: each of these
        cells as it was written is right too. Without it only the truth is right, and a file
        that must be refused must be refused by anyone.
    job : {"check", "segment"}
        The command that meets its fate.
    """

    number: int
    name: str
    make: bytes | Maker
    expect: Literal["ok", "repair", "quarantine", "refuse"] = "ok"
    message: str = ""
    note: str = ""
    lost: tuple[int, ...] = ()
    more_aside: int = 0
    non_data: int = 0
    dropped: int = 0
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    truth: Sequence[Row] | None = None
    written: Sequence[Row] | None = None
    file: str = "customers.csv"
    job: Literal["check", "segment"] = "check"

    @property
    def id(self) -> str:
        """Return the name of the test."""
        return f"{self.number}-{self.name.replace(' ', '-')}"

    @property
    def customers(self) -> list[Row]:
        """Return the customers that must come out."""
        rows = clean_rows() if self.truth is None else self.truth
        return [row for place, row in enumerate(rows) if place not in self.lost]

    @contextmanager
    def at(self, folder: Path) -> Iterator[Path]:
        """Put the file into a folder, for as long as the block runs."""
        path = folder / self.file
        if isinstance(self.make, bytes):
            path.write_bytes(self.make)
            yield path
            return
        end = self.make(path)
        try:
            yield path
        finally:
            if end is not None:
                end()
