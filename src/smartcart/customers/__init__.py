"""Raw table -> Customers.

In: cells as read (`RawTable` or a DataFrame) and a `Schema` that says what columns mean.
Out: `Customers`, sorted by id, with the account of everything repaired, flagged or set aside.
"""

from smartcart.customers.check import Customers, check_customers
from smartcart.customers.columns import has_required, known_names, plain_name
from smartcart.customers.founding import FOUNDING_SCHEMA
from smartcart.customers.levels import fold_level
from smartcart.customers.outcomes import outcome_column, with_column
from smartcart.customers.quality import Finding, Quality
from smartcart.customers.raw import RawTable, RejectedRecord, SourceFacts
from smartcart.customers.schema import FORECAST_MEASURES, Column, Kind, Role, Schema
from smartcart.customers.trouble import Trouble, fix_at_source, worst_columns

__all__ = [
    "FORECAST_MEASURES",
    "FOUNDING_SCHEMA",
    "Column",
    "Customers",
    "Finding",
    "Kind",
    "Quality",
    "RawTable",
    "RejectedRecord",
    "Role",
    "Schema",
    "SourceFacts",
    "Trouble",
    "check_customers",
    "fix_at_source",
    "fold_level",
    "has_required",
    "known_names",
    "outcome_column",
    "plain_name",
    "with_column",
    "worst_columns",
]
