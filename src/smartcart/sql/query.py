"""A model as one query: cells, values, rules, coordinates, costs, segments, step by step."""

from __future__ import annotations

from smartcart.segmentation import Segmentation, SegmentModel
from smartcart.sql.answers import write_answers
from smartcart.sql.dialects import Dialect, find_dialect, find_table
from smartcart.sql.layout import Layout, Step
from smartcart.sql.terms import ErrorLevel, Term, all_of, exp, name, named

__all__ = ["write_query"]

#: Alias of the table.
_TABLE = "t"
_ANSWERS = ("nearest", "first", "ranked", "answer")


def write_query(
    segmentation: Segmentation | SegmentModel,
    dialect: str,
    table: str,
    *,
    text: bool = False,
    compared_only: bool = False,
    more: bool = False,
) -> str:
    """Write a model as one SQL query over a table of customers.

    Parameters
    ----------
    segmentation : Segmentation or SegmentModel
    dialect : {'duckdb', 'postgres', 'bigquery', 'snowflake', 'spark'}
    table : str
        ``table``, ``schema.table`` or ``project.dataset.table``. Its columns have the names that
        the schema of the model states (`Column.source`), letter for letter.
    text : bool
        Whether numbers stand in the table as text, with a decimal point. Otherwise they are
        numbers.
    compared_only : bool
        Read only the id and the columns that customers are compared by. Otherwise those behind
        value and risk are read too, to leave out the customers that `assign_segments` sets aside.
    more : bool
        Add the columns runner_up (NULL where there is one segment) and unusual (0/1).

    Returns
    -------
    str
        Its rows are customer_id, segment_id and confidence, one per customer that can be used,
        in no order. The arithmetic is that of `assign_segments`, operation by operation.
        Customers that would be set aside are left out.

    Raises
    ------
    SettingsError
        When the dialect is unknown, or a name cannot be written in it.
    ModelFileError
        When the model compares customers by years of birth or by days.
    MissingExtraError
        When sqlglot is not installed.

    Examples
    --------
    >>> import smartcart
    >>> frame = smartcart.make_customers(300, seed=0)
    >>> segmentation = smartcart.segment(frame, {"n_boot": 2, "n_null": 2, "segments": 2})
    >>> query = write_query(segmentation, "postgres", "shop.customers")
    >>> query.splitlines()[-1]
    'FROM "smartcart_ranked"'
    """
    model = segmentation.model if isinstance(segmentation, Segmentation) else segmentation
    found = find_dialect(dialect)
    place = find_table(table, found)
    layout = Layout.of(model, found, is_text=text, compared_only=compared_only)
    answers = write_answers(model, more=more, skips_null=found.least_skips_null)
    steps = [*layout.steps(_TABLE), *map(Step, _ANSWERS, answers)]
    # Nothing is said of what a dialect lacks: nothing is used that one of them lacks.
    return _chained(steps, place, found).sql(
        dialect=found.name, pretty=True, unsupported_level=ErrorLevel.IGNORE
    )


def _chained(steps: list[Step], table: exp.Table, dialect: Dialect) -> exp.Select:
    """Return the steps as common tables, each over the one before; the last is the query."""
    prefix = _prefix(table.name)
    source = table.copy()
    source.set("alias", exp.TableAlias(this=name(_TABLE)))
    once = True if dialect.computes_once else None
    common = []
    for step in steps[:-1]:
        own = name(prefix + step.name)
        common.append((own, _select(step, source)))
        source = exp.Table(this=own.copy())
    query = _select(steps[-1], source)
    for own, select in common:
        query = query.with_(own, as_=select, materialized=once, copy=False)
    return query


def _prefix(table: str) -> str:
    """Return what the names of steps begin with: the name of the table never does."""
    prefix = "smartcart_"
    while table.casefold().startswith(prefix):
        prefix = f"{prefix}_"
    return prefix


def _select(step: Step, source: exp.Table) -> exp.Select:
    columns = [_column(term, given) for given, term in step.columns.items()]
    query = exp.select(*columns, copy=False).from_(source, copy=False)
    query = query.where(all_of(step.where), copy=False) if step.where else query
    return query.distinct(copy=False) if step.distinct else query


def _column(term: Term, given: str) -> Term:
    is_same = isinstance(term, exp.Column) and term.name == given and not term.table
    return term if is_same else named(term, given)
