"""A model -> one SQL query that places customers where their table is.

In: a `Segmentation` or its model, a dialect, the name of a table. Out: the text of a query. Nothing
is run here.
"""

from smartcart.sql.dialects import DIALECTS
from smartcart.sql.query import write_query

__all__ = ["DIALECTS", "write_query"]
