"""A first settings file for any table, for a person to correct.

In: the cells of a table nobody has described. Out: the text of a ``smartcart.toml`` that
`parse_config` accepts, with a reason behind every line.
"""

from smartcart.suggest.write import suggest_config

__all__ = ["suggest_config"]
