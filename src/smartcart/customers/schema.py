"""What the columns of a customer table mean: names, kinds, units, ranges and roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from smartcart.customers.kinds import Kind, Role
from smartcart.customers.levels import check_levels
from smartcart.errors import SettingsError, nearest_names

__all__ = ["FORECAST_MEASURES", "Column", "Kind", "Role", "Schema"]


@dataclass(frozen=True)
class Column:
    """One column of a customer table.

    Attributes
    ----------
    name : str
        Our name, with the unit or kind in it (``spend_wines``, ``recency_days``).
    source : str
        Its name in the customer's own table (``MntWines``).
    role, kind : Role, Kind
    unit : str
        Unit of the values, for people (``money``, ``days``).
    low, high : float or None
        Values outside are set aside with their row.
    required : bool
        Without it the table is refused.
    personal : bool
        A personal characteristic: it may only shape segments after explicit consent.
    adds_to : str
        Name of the total that this column is a part of (``spend_total``).
    share : str
        Name of its share of that total (``share_web``).
    share_of : str
        Total the share refers to when the column is not itself a part of it.
    rate : str
        Name of the share of customers with a 1 in a flag (``response_rate``).
    aliases : tuple of str
        Other names seen for it.
    recode : mapping
        Category spellings that are read as another category.
    levels : tuple of str
        Texts of an ordinal column, from the lowest to the highest.
    weight : float
        Weight of the column (or the block of its levels) in the distance.

    Raises
    ------
    SettingsError
        When an ordinal column does not state its levels, each once, or another column does.
    """

    name: str
    source: str
    role: Role
    kind: Kind
    unit: str = ""
    low: float | None = None
    high: float | None = None
    required: bool = False
    personal: bool = False
    adds_to: str = ""
    share: str = ""
    share_of: str = ""
    rate: str = ""
    aliases: tuple[str, ...] = ()
    recode: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[str, ...] = ()
    weight: float = 1.0

    def __post_init__(self) -> None:
        ordinal = self.kind == Kind.ORDINAL
        check_levels(self.source, self.levels, self.recode, ordinal=ordinal)


#: Measures that a table has only where a forecast was made of it.
FORECAST_MEASURES = ("future_value", "return_rank", "overdue")


@dataclass(frozen=True)
class Schema:
    """The columns of a customer table, and which measures speak for a customer.

    Those measures are ``value`` (what a customer is worth), ``frequency`` (how often they buy)
    and ``engagement`` (how much comes of their attention); a table need not have them. Where a
    forecast has been made of order dates, ``future_value`` is what a customer is expected to
    bring, ``return_rank`` how likely they are to order again, and ``overdue`` how long they have
    been silent by their own rhythm.

    Raises
    ------
    SettingsError
        When a column of texts or days is to be counted or added up.

    Examples
    --------
    >>> from smartcart.customers import FOUNDING_SCHEMA
    >>> FOUNDING_SCHEMA["spend_wines"].source
    'MntWines'
    >>> len(FOUNDING_SCHEMA.with_role(Role.SEGMENTATION))
    11
    """

    columns: tuple[Column, ...]
    value: str = "spend_total"
    frequency: str = "n_purchases"
    engagement: str = "purchases_per_visit"
    future_value: str = ""
    return_rank: str = ""
    overdue: str = ""

    def __post_init__(self) -> None:
        for column in self.columns:
            if not column.kind.is_quantity:
                _refuse_adding_up(column, tuple(self.measures.values()))

    def __getitem__(self, name: str) -> Column:
        return {column.name: column for column in self.columns}[name]

    def __contains__(self, name: object) -> bool:
        return any(column.name == name for column in self.columns)

    @property
    def measures(self) -> dict[str, str]:
        """The measures that speak for a customer, those from a forecast only where there are."""
        always = {name: getattr(self, name) for name in ("value", "frequency", "engagement")}
        forecast = {name: getattr(self, name) for name in FORECAST_MEASURES}
        return always | {name: measure for name, measure in forecast.items() if measure}

    @property
    def worth(self) -> str:
        """The measure by which customers are high-value: what they will bring, or have brought."""
        return self.future_value or self.value

    @property
    def id_column(self) -> Column:
        """The one column that identifies a customer."""
        return self.with_role(Role.ID)[0]

    def with_role(self, role: Role) -> tuple[Column, ...]:
        """Return the columns of one role, in the order of the schema."""
        return tuple(column for column in self.columns if column.role == role)

    def assign_roles(self, roles: Mapping[str, str]) -> Schema:
        """Return the schema with other roles; columns go by either of their names.

        Raises
        ------
        SettingsError
            For an unknown column or role, or when the id is given another role.

        Examples
        --------
        >>> from smartcart.customers import FOUNDING_SCHEMA
        >>> FOUNDING_SCHEMA.assign_roles({"Income": "segmentation"})["income"].role
        <Role.SEGMENTATION: 'segmentation'>
        """
        schema = self
        for name, role in roles.items():
            changed = _column_with_role(schema._named(name), role)
            columns = (changed if c.name == changed.name else c for c in schema.columns)
            schema = replace(schema, columns=tuple(columns))
        return schema

    def _named(self, name: str) -> Column:
        for column in self.columns:
            if name.casefold() in (column.name.casefold(), column.source.casefold()):
                return column
        sources = [column.source for column in self.columns]
        near = nearest_names(name, sources, n=1)
        guess = f"Did you mean {near[0]!r}? " if near else ""
        raise SettingsError(
            f"A role is given to a column {name!r} that the table does not have.",
            f"{guess}Known columns: {', '.join(sources)}.",
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain data from which `from_dict` makes an equal schema."""
        columns = [
            {key: value for key, value in asdict(column).items() if value not in ("", None, (), {})}
            for column in self.columns
        ]
        return {"columns": columns, **self.measures}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Schema:
        """Return the schema that `to_dict` wrote."""
        return cls(
            tuple(_column_from_dict(each) for each in data["columns"]),
            data["value"],
            data["frequency"],
            data["engagement"],
            **{name: data[name] for name in FORECAST_MEASURES if name in data},
        )


def _refuse_adding_up(column: Column, measures: tuple[str, ...]) -> None:
    if column.name not in measures and not column.adds_to:
        return
    use = f"adds to {column.adds_to!r}" if column.adds_to else "is named in [measures]"
    raise SettingsError(
        f"Column {column.source!r} {use}, but its kind is {column.kind}: it cannot be added up.",
        "Name a column of kind amount, count or number under [measures] and adds_to.",
    )


def _column_from_dict(data: Mapping[str, Any]) -> Column:
    values = {**data, "role": Role(data["role"]), "kind": Kind(data["kind"])}
    values |= {key: tuple(data.get(key, ())) for key in ("aliases", "levels")}
    return Column(**values)


def _column_with_role(column: Column, role: str) -> Column:
    if role not in set(Role):
        raise SettingsError(
            f"There is no role {role!r} (given to column {column.source!r}).",
            f"Roles: {', '.join(Role)}.",
        )
    if (column.role == Role.ID) != (role == Role.ID):
        raise SettingsError(
            f"Column {column.source!r} cannot change its role from {column.role} to {role}: "
            "a table has exactly one id.",
            "Name the id column in the settings file instead.",
        )
    required = column.required or role == Role.SEGMENTATION
    personal = column.personal or role == Role.SENSITIVE
    return replace(column, role=Role(role), required=required, personal=personal)
