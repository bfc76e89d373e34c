"""The settings as a page: name, what it takes, default, option and sentence of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scripts.cli_page import list_commands
from smartcart.settings import Settings

__all__ = ["write_settings"]

_TYPES = {
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "null": "nothing",
}
#: JSON schema's words for a range, in ours.
_BOUNDS = {
    "minimum": "from {}",
    "exclusiveMinimum": "above {}",
    "maximum": "up to {}",
    "exclusiveMaximum": "and below {}",
}


def write_settings() -> str:
    """Return the table of all settings as Markdown."""
    _, parameters = list_commands()["segment"]
    options = {each.name for each in parameters}
    head = ["| setting | takes | default | option | what |", "|---|---|---|---|---|"]
    fields = Settings.model_json_schema()["properties"]
    return "\n".join([*head, *(_row(name, field, options) for name, field in fields.items())])


def _row(name: str, field: Mapping[str, Any], options: set[str]) -> str:
    option = f"`--{name.replace('_', '-')}`" if name in options else ""
    default = field.get("default")
    shown = "found in the table" if default is None else f"`{_toml(default)}`"
    cells = (f"`{name}`", _takes(field), shown, option, field["description"])
    return f"| {' | '.join(cells)} |"


def _takes(field: Mapping[str, Any]) -> str:
    """Return in words what a setting takes."""
    if "anyOf" in field:
        return " or ".join(_takes(each) for each in field["anyOf"] if each.get("type") != "null")
    if "const" in field:
        return f"`{_toml(field['const'])}`"
    if "enum" in field:
        return " or ".join(f"`{_toml(each)}`" for each in field["enum"])
    if field.get("format") == "date":
        return "a day such as `2014-10-04`"
    bounds = [words.format(f"{field[key]:,}") for key, words in _BOUNDS.items() if key in field]
    return " ".join([_TYPES[field["type"]], *bounds])


def _toml(value: object) -> str:
    """Return a value as a settings file writes it."""
    return json.dumps(value)
