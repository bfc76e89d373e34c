"""Tables in and out.

In: `read_table` takes a file (text, Excel, Parquet, gzipped or not; recognised by content)
and returns a `RawTable`: its cells, their lines, the records it could not lay out, and how
the file was read; `read_customers` reads and checks, `read_orders` makes customers of order
lines, `read_id_list` reads ids, one on each line. Out: `write_csv`, `write_frame`, `write_parts`
(a table that comes in parts) and `write_json` write one whole file or nothing, `output_folder` a
whole folder or nothing, `write_database` a whole table or nothing.
"""

from smartcart.tables.customers import read_customers, read_source
from smartcart.tables.database import check_database_table, read_database, write_database
from smartcart.tables.database_address import is_address, names_database
from smartcart.tables.folder import check_output_folder, output_folder
from smartcart.tables.head import read_head
from smartcart.tables.id_list import read_id_list
from smartcart.tables.inert import make_inert
from smartcart.tables.order_lines import read_orders
from smartcart.tables.order_lines_read import read_order_lines
from smartcart.tables.read import read_table
from smartcart.tables.write import write_csv, write_frame, write_json, write_parts

__all__ = [
    "check_database_table",
    "check_output_folder",
    "is_address",
    "make_inert",
    "names_database",
    "output_folder",
    "read_customers",
    "read_database",
    "read_head",
    "read_id_list",
    "read_order_lines",
    "read_orders",
    "read_source",
    "read_table",
    "write_csv",
    "write_database",
    "write_frame",
    "write_json",
    "write_parts",
]
