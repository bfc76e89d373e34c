"""Write made-up customers to a file without ever holding more than a part of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pyarrow as pa

from smartcart.datasets.excel import MAX_CUSTOMERS
from smartcart.datasets.tables import checked, customer_tables, table_schema
from smartcart.datasets.writers import WRITERS, checked_target, replacing
from smartcart.errors import SettingsError

__all__ = ["Progress", "write_customers"]

Progress = Callable[[int, int], object]


def write_customers(
    path: str | os.PathLike[str],
    n: int,
    seed: int = 0,
    country: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write the customers of `make_customers` to a file, in constant memory.

    The file is written beside its place under another name and moved there when it is
    complete; a file that is already there is replaced. The same arguments give the same bytes.

    Parameters
    ----------
    path : path-like
        The suffix says the format: ``.csv``, ``.parquet`` or ``.xlsx``.
    n : int
        Number of customers, at least 1; at most 1,048,575 in an Excel file.
    seed : int, default 0
        Not negative.
    country : bool, default False
        Add a column ``Country`` at the end.
    progress : callable, optional
        Called with the customers written so far and `n`, now and then and at the end.

    Raises
    ------
    SettingsError
        When the suffix is unknown, the folder does not exist, `n` is below 1 or too many for
        Excel, or `seed` is negative.
    MissingExtraError
        When an Excel file is asked for and openpyxl is not installed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder, "customers.csv")
    ...     write_customers(target, 3)
    ...     lines = target.read_text(encoding="utf-8").splitlines()
    >>> len(lines), lines[0][:13]
    (4, 'ID,Year_Birth')
    """
    n, seed = checked(n, seed)
    target = checked_target(path, "Customers", tuple(WRITERS))
    if target.suffix.casefold() == ".xlsx" and n > MAX_CUSTOMERS:
        what = f"An Excel sheet holds at most {MAX_CUSTOMERS:,} customers, got {n:,}."
        raise SettingsError(what, "Write .csv or .parquet instead.")
    tables = _reporting(customer_tables(n, seed, country), n, progress)
    with replacing(target) as sink:
        WRITERS[target.suffix.casefold()](sink, tables, table_schema(country))


def _reporting(tables: Iterator[pa.Table], n: int, progress: Progress | None) -> Iterator[pa.Table]:
    """Pass the tables on; once the next one is asked for, the last one is written."""
    done = 0
    for table in tables:
        yield table
        done += table.num_rows
        if progress is not None:
            progress(done, n)
