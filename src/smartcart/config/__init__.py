"""smartcart.toml -> settings and schema.

In: the text of a settings file. Out: `Config`: values for `Settings`, and the `Schema` that maps
a firm's own table to roles.
"""

from smartcart.config.entries import refuse_unknown
from smartcart.config.own_names import check_own_names, refuse_shared_names
from smartcart.config.parse import Config, column_name, parse_config

__all__ = [
    "Config",
    "check_own_names",
    "column_name",
    "parse_config",
    "refuse_shared_names",
    "refuse_unknown",
]
