"""The SQL that summarises order lines; it says what `smartcart.orders` says, in DuckDB's words."""

from __future__ import annotations

from collections.abc import Mapping

from smartcart.orders.cells import BLANKS, NO_ID, POINT_ZERO
from smartcart.orders.rules import CANCELLED, LARGEST, REPEATED, RULES, SERVICE, TESTED, USED

__all__ = [
    "COUNTS",
    "CUSTOMERS",
    "DAYS",
    "PURCHASES",
    "ZONED",
    "as_name",
    "as_text",
    "lines_table",
    "literal",
    "ruled_view",
]

#: Exact sums, whatever the order of the lines: floats would differ in their last digits.
_EXACT = "DECIMAL(38, 10)"
_FLOATS = ("FLOAT", "DOUBLE")
#: Times of this type are read without asking for the zone of the machine.
ZONED = "TIMESTAMP WITH TIME ZONE"


def literal(text: str) -> str:
    """Return a text as SQL.

    Examples
    --------
    >>> print(literal("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"


def as_name(column: str) -> str:
    """Return the name of a column as SQL."""
    return '"' + column.replace('"', '""') + '"'


def as_text(column: str, kind: str) -> str:
    """Return the expression for a column as text without blanks around it."""
    name = as_name(column)
    text = f"CAST({name} AS VARCHAR)"
    if kind in _FLOATS:
        whole = f"isfinite({name}) AND {name} = floor({name}) AND abs({name}) < {2**53}"
        text = f"CASE WHEN isnan({name}) THEN '' WHEN {whole} THEN "
        text += f"CAST(CAST({name} AS BIGINT) AS VARCHAR) ELSE CAST({name} AS VARCHAR) END"
    if kind == ZONED:
        text = f"CAST(epoch_us({name}) AS VARCHAR)"
    trimmed = f"trim(coalesce({text}, ''), {literal(BLANKS)})"
    return f"regexp_replace({trimmed}, {literal(POINT_ZERO)}, '\\1')"


def lines_table(columns: Mapping[str, str], source: str) -> str:
    """Return the statement that keeps each different line once, with how often it stands there."""
    listed = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
    return f"CREATE TABLE lines AS SELECT {listed}, count(*) AS n FROM {source} GROUP BY ALL"  # noqa: S608


def ruled_view(as_of: str) -> str:
    """Return the statement that puts each line to the first rule that applies."""
    ids = ", ".join(map(literal, NO_ID))
    tests = {
        "unreadable": f"NOT coalesce(abs(quantity) <= {LARGEST} AND abs(price) <= {LARGEST}, false)"
        " OR day IS NULL",
        "no_customer": f"lower(customer_id) IN ({ids})",
        "after_as_of": f"day >= DATE {literal(as_of)}",
        "test": _matches("product_id", TESTED),
        "service": _matches("product_id", SERVICE),
        "cancellation": _matches("order_id", CANCELLED),
        "return": "quantity < 0",
        "no_quantity": "quantity = 0",
        "negative_price": "price < 0",
        "zero_price": "price = 0",
    }
    place = {rule.name: number for number, rule in enumerate(RULES)}
    cases = " ".join(f"WHEN {test} THEN {place[name]}" for name, test in tests.items())
    return (
        f"CREATE VIEW ruled AS SELECT *, CASE {cases} ELSE {USED} END AS rule, "  # noqa: S608
        f"CAST(quantity * price AS {_EXACT}) AS amount FROM lines"
    )


def _matches(column: str, pattern: str) -> str:
    return f"regexp_full_match({column}, {literal(pattern)})"


#: How many lines fell to each rule; of equal lines one is kept.
COUNTS = (
    f"SELECT rule, sum(CASE WHEN rule < {REPEATED} THEN n ELSE 1 END), "  # noqa: S608
    f"sum(CASE WHEN rule < {REPEATED} THEN 0 ELSE n - 1 END) FROM ruled GROUP BY rule"
)

#: A row per customer and day of purchase.
DAYS = f"""
CREATE TABLE days AS SELECT customer_id, day, sum(amount) AS amount,
    sum(CAST(quantity AS {_EXACT})) AS quantity, count(*) AS n_lines,
    count(DISTINCT order_id) AS n_orders
FROM ruled WHERE rule = {USED} GROUP BY customer_id, day
"""  # noqa: S608

#: The same, for the result.
PURCHASES = """
SELECT customer_id, day, CAST(amount AS DOUBLE) AS amount, CAST(quantity AS DOUBLE) AS quantity,
    n_lines, n_orders FROM days ORDER BY customer_id, day
"""

#: A row per customer; `{{end}}` and `{{returning}}` are filled in.
CUSTOMERS = f"""
WITH seen AS (
    SELECT *, min(day) OVER whole AS d1, day - lag(day) OVER (whole ORDER BY day) AS gap
    FROM days WINDOW whole AS (PARTITION BY customer_id)
), timed AS (
    SELECT *, sign(2 * (day - d1) - (DATE '{{end}}' - d1)) AS half FROM seen
), times AS (
    SELECT customer_id, min(day) AS first_order, max(day) AS last_order,
        count(*) - 1 AS frequency, CAST(sum(amount) AS DOUBLE) AS spend_total,
        CAST(sum(quantity) AS DOUBLE) AS items, median(gap) AS median_gap_days,
        CAST(sum(amount) FILTER (day > d1) AS DOUBLE) AS again,
        CAST(sum(CASE half WHEN 1 THEN amount WHEN -1 THEN -amount ELSE 0 END)
            FILTER (day > d1) AS DOUBLE) AS moved
    FROM timed GROUP BY customer_id
), bought AS (
    SELECT * FROM ruled WHERE rule = {USED}
), orders AS (
    SELECT customer_id, count(*) AS n_orders
    FROM (SELECT DISTINCT customer_id, order_id FROM bought) GROUP BY customer_id
), products AS (
    SELECT customer_id, count(*) AS n_products
    FROM (SELECT DISTINCT customer_id, product_id FROM bought) GROUP BY customer_id
), returns AS (
    SELECT customer_id,
        CAST(sum(CAST(abs(quantity) * greatest(price, 0) AS {_EXACT})) AS DOUBLE) AS returned
    FROM ruled WHERE rule IN ({{returning}}) GROUP BY customer_id
), places AS (
    SELECT customer_id, country, count(*) AS n FROM bought WHERE country <> '' GROUP BY ALL
), countries AS (
    SELECT customer_id, country FROM places
    QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY n DESC, country) = 1
)
SELECT customer_id, first_order, last_order, n_orders, spend_total,
    spend_total / n_orders AS basket_value, items / n_orders AS basket_items, n_products,
    DATE '{{end}}' - last_order AS recency_days, median_gap_days,
    least(coalesce(returned, 0) / spend_total, 1) AS returned_share, moved / again AS trend,
    country, frequency, last_order - first_order AS recency, DATE '{{end}}' - first_order AS T,
    coalesce(again / frequency, 0) AS monetary_value
FROM times JOIN orders USING (customer_id) JOIN products USING (customer_id)
    LEFT JOIN returns USING (customer_id) LEFT JOIN countries USING (customer_id)
ORDER BY customer_id
"""  # noqa: S608
