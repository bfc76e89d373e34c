"""Changes -> one page for whoever has to know what a refresh found and did.

`render_changes` returns the page, `write_changes` alone touches a file. Customers are counted,
never named.
"""

from smartcart.report.changes.page import render_changes, write_changes

__all__ = ["render_changes", "write_changes"]
