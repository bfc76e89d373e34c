"""The SQL that summarises order lines; it says what `smartcart.orders` says, in DuckDB's words."""

from __future__ import annotations

from collections.abc import Mapping

from smartcart.orders.cells import BLANKS, NO_ID, POINT_ZERO
from smartcart.orders.rules import CANCELLED, LARGEST, REPEATED, RETURNING, RULES, TESTED, USED

__all__ = [
    "COUNTS",
    "CUSTOMERS",
    "CUSTOMER_COUNTS",
    "MADE",
    "PURCHASES",
    "RETURNS",
    "ZONED",
    "as_name",
    "as_text",
    "lines_table",
    "literal",
    "text_marks",
]

#: Exact sums, whatever the order of the lines: floats would differ in their last digits.
_EXACT = "DECIMAL(38, 10)"
_FLOATS = ("FLOAT", "DOUBLE")
#: Times of this type are read without asking for the zone of the machine.
ZONED = "TIMESTAMP WITH TIME ZONE"
_PLACE = {rule.name: place for place, rule in enumerate(RULES)}
#: What tells one line from another.
_KEYS = ("customer_id", "order_id", "product_id", "ordered_at", "country", "quantity", "price")


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
    whole = f"regexp_replace({trimmed}, {literal(POINT_ZERO)}, '\\1')"
    return f"CASE WHEN suffix({trimmed}, '.0') THEN {whole} ELSE {trimmed} END"


def text_marks(services: str) -> dict[str, str]:
    """Return, by column, the expression for the rule that a text puts its line to; null for none.

    Parameters
    ----------
    services : str
        The pattern of `smartcart.orders.services.service_pattern`.
    """
    ids = ", ".join(map(literal, NO_ID))
    nobody, cancelled = f"lower(text) IN ({ids})", _matches(CANCELLED)
    tested, service = _matches(TESTED), _matches(services)
    return {
        "customer_id": f"CASE WHEN {nobody} THEN {_PLACE['no_customer']} END",
        "order_id": f"CASE WHEN {cancelled} THEN {_PLACE['cancellation']} END",
        "product_id": f"CASE WHEN {tested} THEN {_PLACE['test']} "
        f"WHEN {service} THEN {_PLACE['service']} END",
    }


def lines_table(read: Mapping[str, str], marks: list[str], source: str, as_of: str | None) -> str:
    """Return the statement that keeps each different line once, with how often it stands there.

    Lines that fall to a rule before that of repeats are only counted, by day.

    Parameters
    ----------
    read : mapping of str to str
        The expression for each column.
    marks : list of str
        Expressions for the rules that texts put a line to.
    source : str
        What is read, with its joins.
    as_of : str or None
        The first day that does not count; without it all days do.
    """
    listed = ", ".join(f"{expression} AS {name}" for name, expression in read.items())
    # The first rule that applies is the least; DuckDB passes over null.
    rule = f"least({', '.join([*marks, _rule_of_values(as_of)])}, {USED})"
    keys = ", ".join(f"CASE WHEN rule > {REPEATED} THEN {name} END AS {name}" for name in _KEYS)
    return (
        f"CREATE TABLE lines AS SELECT rule, day, {keys}, count(*) AS n FROM ("  # noqa: S608
        f"SELECT *, CAST({rule} AS UTINYINT) AS rule FROM (SELECT {listed} FROM {source})"
        ") GROUP BY ALL"
    )


def _rule_of_values(as_of: str | None) -> str:
    tests = {
        "unreadable": f"NOT coalesce(abs(quantity) <= {LARGEST} AND abs(price) <= {LARGEST}, false)"
        " OR day IS NULL",
        "after_as_of": f"day >= DATE {literal(as_of)}" if as_of else "false",
        "return": "quantity < 0",
        "no_quantity": "quantity = 0",
        "negative_price": "price < 0",
        "zero_price": "price = 0",
    }
    cases = " ".join(f"WHEN {test} THEN {_PLACE[name]}" for name, test in tests.items())
    return f"CASE {cases} END"


def _matches(pattern: str) -> str:
    return f"regexp_full_match(text, {literal(pattern)})"


#: How many lines fell to each rule; of equal lines one is kept.
COUNTS = (
    f"SELECT rule, sum(CASE WHEN rule < {REPEATED} THEN n ELSE 1 END), "  # noqa: S608
    f"sum(CASE WHEN rule < {REPEATED} THEN 0 ELSE n - 1 END) FROM lines GROUP BY rule"
)

_RETURNING = ", ".join(map(str, RETURNING))

#: Tables made of the lines, in turn: bought in an order on a day, bought on a day, and the rest.
MADE = (
    f"""
CREATE TABLE visits AS SELECT customer_id, day, order_id, count(*) AS n_lines,
    sum(CAST(quantity * price AS {_EXACT})) AS amount, sum(CAST(quantity AS {_EXACT})) AS quantity
FROM lines WHERE rule = {USED} GROUP BY customer_id, day, order_id
""",  # noqa: S608
    """
CREATE TABLE days AS SELECT customer_id, day, sum(amount) AS amount, sum(quantity) AS quantity,
    CAST(sum(n_lines) AS BIGINT) AS n_lines, count(*) AS n_orders
FROM visits GROUP BY customer_id, day
""",
    """
CREATE TABLE orders AS SELECT customer_id, count(*) AS n_orders
FROM (SELECT DISTINCT customer_id, order_id FROM visits) GROUP BY customer_id
""",
    f"""
CREATE TABLE products AS SELECT customer_id, count(*) AS n_products
FROM (SELECT DISTINCT customer_id, product_id FROM lines WHERE rule = {USED}) GROUP BY customer_id
""",  # noqa: S608
    f"""
CREATE TABLE places AS SELECT customer_id, country, count(*) AS n_lines
FROM lines WHERE rule = {USED} GROUP BY customer_id, country
""",  # noqa: S608
    f"""
CREATE TABLE return_days AS SELECT customer_id, day,
    sum(CAST(abs(quantity) * greatest(price, 0) AS {_EXACT})) AS amount
FROM lines WHERE rule IN ({_RETURNING}) GROUP BY customer_id, day
""",  # noqa: S608
    """
CREATE TABLE returns AS SELECT customer_id, CAST(sum(amount) AS DOUBLE) AS returned
FROM return_days GROUP BY customer_id
""",
)

#: Customers who bought, those who only returned, and the first and last day of a purchase.
CUSTOMER_COUNTS = """
SELECT (SELECT count(*) FROM orders),
    (SELECT count(*) FROM returns ANTI JOIN orders USING (customer_id)), min(day), max(day)
FROM days
"""

#: The days, for the result.
PURCHASES = """
SELECT text AS customer_id, day, CAST(amount AS DOUBLE) AS amount,
    CAST(quantity AS DOUBLE) AS quantity, n_lines, n_orders
FROM days JOIN customer_id_texts ON customer_id_texts.rowid = customer_id ORDER BY text, day
"""

#: A row per customer and day of a return.
RETURNS = """
SELECT text AS customer_id, day, CAST(amount AS DOUBLE) AS amount
FROM return_days JOIN customer_id_texts ON customer_id_texts.rowid = customer_id
ORDER BY text, day
"""

#: A row per customer; `{end}` is filled in.
CUSTOMERS = """
WITH seen AS (
    SELECT *, min(day) OVER whole AS d1, day - lag(day) OVER (whole ORDER BY day) AS gap
    FROM days WINDOW whole AS (PARTITION BY customer_id)
), timed AS (
    SELECT *, sign(2 * (day - d1) - (DATE '{end}' - d1)) AS half FROM seen
), times AS (
    SELECT customer_id, min(day) AS first_order, max(day) AS last_order,
        count(*) - 1 AS frequency, CAST(sum(amount) AS DOUBLE) AS spend_total,
        CAST(sum(quantity) AS DOUBLE) AS items, median(gap) AS median_gap_days,
        CAST(sum(amount) FILTER (day > d1) AS DOUBLE) AS again,
        CAST(sum(CASE half WHEN 1 THEN amount WHEN -1 THEN -amount ELSE 0 END)
            FILTER (day > d1) AS DOUBLE) AS moved
    FROM timed GROUP BY customer_id
), named AS (
    SELECT customer_id, n_lines, text AS country
    FROM places JOIN country_texts ON country_texts.rowid = country WHERE text <> ''
), countries AS (
    SELECT customer_id, country FROM named
    QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY n_lines DESC, country) = 1
)
SELECT text AS customer_id, first_order, last_order, n_orders, spend_total,
    spend_total / n_orders AS basket_value, items / n_orders AS basket_items, n_products,
    DATE '{end}' - last_order AS recency_days, median_gap_days,
    least(coalesce(returned, 0) / spend_total, 1) AS returned_share, moved / again AS trend,
    country, frequency, last_order - first_order AS recency, DATE '{end}' - first_order AS T,
    coalesce(again / frequency, 0) AS monetary_value
FROM times JOIN orders USING (customer_id) JOIN products USING (customer_id)
    JOIN customer_id_texts ON customer_id_texts.rowid = customer_id
    LEFT JOIN returns USING (customer_id) LEFT JOIN countries USING (customer_id)
ORDER BY customer_id
"""
