"""What each step of the query before the answer selects, and from which rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from smartcart.customers import Column, Kind, Role
from smartcart.errors import ModelFileError, quoted
from smartcart.segmentation import SegmentModel
from smartcart.sql.cells import UNREADABLE, Cell, read_id, trim_id
from smartcart.sql.dialects import Dialect, check_name
from smartcart.sql.place import Variable, write_coordinates, write_costs
from smartcart.sql.terms import (
    Term,
    any_of,
    cases,
    col,
    equal,
    exp,
    less,
    missing,
    number,
)

__all__ = ["Layout", "Step"]

#: The range of a column that states none, as the check of a table has it.
_LARGEST = 1e15
#: So near to zero, squares would be beyond the smallest number that there is.
_VANISHING = 1e-100
_NO_NUMBER = (Kind.DATE, Kind.BIRTH_YEAR)


@dataclass(frozen=True)
class Step:
    """One step: its name, its columns, and which rows of the step before it takes."""

    name: str
    columns: dict[str, Term]
    where: list[Term] = field(default_factory=list)
    distinct: bool = False


@dataclass(frozen=True)
class Layout:
    """A model laid out for a dialect: the cells that are read, the variables that are compared."""

    model: SegmentModel
    dialect: Dialect
    cells: tuple[Cell, ...]

    @classmethod
    def of(
        cls, model: SegmentModel, dialect: Dialect, *, is_text: bool, compared_only: bool
    ) -> Layout:
        """Lay out a model.

        Raises
        ------
        ModelFileError
            When customers are compared by what is no number and no level.
        SettingsError
            When a column has a name that the dialect does not allow.
        """
        levels = {scale.name: getattr(scale, "levels", ()) for scale in model.space.scales}
        cells = [
            Cell(column, str(i + 1), is_text, dialect, levels.get(column.name, ()))
            for i, column in enumerate(_columns(model, compared_only=compared_only))
        ]
        for column in (model.schema.id_column, *(cell.column for cell in cells)):
            check_name(column.source, dialect, "The column name")
        return cls(model, dialect, tuple(cells))

    def steps(self, table: str) -> list[Step]:
        """Return all steps up to the costs; `table` is the alias of the table."""
        return [*self._reading(table), *self._checking(), *self._placing()]

    def _reading(self, table: str) -> Iterator[Step]:
        taken = {f"c{cell.key}": cell.taken(table) for cell in self.cells}
        yield Step("cells", {"id": trim_id(self.model.schema.id_column.source, table), **taken})
        parsed = {f"n{cell.key}": cell.parsed() for cell in self.cells}
        yield Step("parsed", {"id": read_id(col("id")), **parsed})
        yield Step("read", {"id": col("id"), **{f"v{cell.key}": c for cell, c in self._values()}})

    def _values(self) -> Iterator[tuple[Cell, Term]]:
        for cell in self.cells:
            yield cell, cell.value()

    def _checking(self) -> Iterator[Step]:
        """Drop repeats, and leave out whom the check of a table would set aside."""
        own: dict[str, Term] = {
            each: col(each) for each in ["id", *(f"v{cell.key}" for cell in self.cells)]
        }
        readable: list[Term] = [exp.Not(this=missing(col("id")))]
        readable += [_readable(col(f"v{c.key}")) for c in self.cells if not c.holds_text]
        yield Step("different", own, readable, distinct=True)
        rows = exp.Window(this=exp.Count(this=exp.Star()), partition_by=[col("id")])
        yield Step("counted", {**own, "n": rows})
        once = equal(col("n"), exp.Literal.number(1))
        used = {f"x{cell.key}": self._used(cell) for cell in self._compared()}
        kept = [once, *self._in_range(), self._known()]
        yield Step("used", {"id": col("id"), **used}, kept)

    def _compared(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.column.name in self.model.variables]

    def _used(self, cell: Cell) -> Term:
        v = col(f"v{cell.key}")
        if cell.holds_text or cell.column.kind in (Kind.COUNT, Kind.FLAG):
            return v
        return cases([(less(exp.Abs(this=v), number(_VANISHING)), number(0.0))], v)

    def _in_range(self) -> list[Term]:
        found = []
        for cell in self.cells:
            if not cell.holds_text:
                low, high = cell.column.low, cell.column.high
                ends = (-_LARGEST if low is None else low, _LARGEST if high is None else high)
                v = col(f"v{cell.key}")
                inside = exp.Between(this=v, low=number(ends[0]), high=number(ends[1]))
                found.append(any_of([missing(v), inside]))
        return found

    def _known(self) -> Term:
        """Say whether anything is known of a customer that customers are compared by."""
        compared = [c for c in self.cells if c.column.role == Role.SEGMENTATION]
        return any_of([exp.Not(this=missing(col(f"v{cell.key}"))) for cell in compared])

    def _placing(self) -> Iterator[Step]:
        variables = self._variables()
        kept = {"id": col("id"), **{f"x{each.key}": col(f"x{each.key}") for each in variables}}
        logarithms = [each.logarithm for each in variables if each.logarithm]
        if logarithms:
            reduced = {n: t for each in logarithms for n, t in each.reduced().items()}
            yield Step("reduced", {**kept, **reduced})
            kept |= {n: col(n) for n in reduced}
            yield Step("series", kept | {n: t for x in logarithms for n, t in x.series().items()})
        skips = self.dialect.least_skips_null
        scaled = [term for each in variables for term in each.centred(skips_null=skips)]
        centred = {f"y{j + 1}": term for j, term in enumerate(scaled)}
        yield Step("scaled", {"id": col("id"), **centred})
        yield Step("placed", {"id": col("id"), **write_coordinates(self.model.space.loadings)})
        yield Step("costs", {"id": col("id"), **write_costs(self.model.partition)})

    def _variables(self) -> list[Variable]:
        cells = {cell.column.name: cell for cell in self.cells}
        found, at = [], 0
        for scale in self.model.space.scales:
            cell, n = cells[scale.name], len(scale.columns)
            center = self.model.space.center[at : at + n]
            found.append(Variable(scale, cell.column, cell.key, center))
            at += n
        return found


def _columns(model: SegmentModel, *, compared_only: bool) -> list[Column]:
    """Return the columns to read beside the id, in the order of the schema."""
    read = model.scoring_schema.columns
    columns = [c for c in read if c.role != Role.ID]
    if compared_only:
        columns = [c for c in columns if c.name in model.variables]
    for column in columns:
        if column.kind in _NO_NUMBER:
            raise ModelFileError(
                f"The model compares customers by {quoted(column.source)}, a "
                f"{'day' if column.kind == Kind.DATE else 'year of birth'}, which is not written "
                "as SQL.",
                "Place the customers with smartcart score.",
            )
    return columns


def _readable(v: Term) -> Term:
    return any_of([missing(v), less(v, number(UNREADABLE))])
