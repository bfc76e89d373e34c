"""Options that several commands share, and how they become settings and a schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from smartcart.customers import Schema
    from smartcart.settings import Settings

__all__ = [
    "AsJson",
    "AsOf",
    "ConfigFile",
    "Engine",
    "Master",
    "MaxQuarantine",
    "Query",
    "Roles",
    "Sheet",
    "Snapshot",
    "Source",
    "StoreAddress",
    "Table",
    "read_day",
    "read_options",
    "read_own_names",
    "read_settings",
    "split_roles",
    "wants_spark",
]

# Text, not a path: a path would lose one of the slashes of an address.
Source = Annotated[
    str,
    typer.Argument(
        help="Customer table, or order lines, of which customers are made first: CSV and its kin, "
        "Excel or Parquet, gzipped or not; a folder of order lines; or a database: "
        "postgresql://user@host/name, sqlite:///file, duckdb:///file (with --table or --query; "
        "the password is better in PGPASSWORD or ~/.pgpass than here).",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as JSON on stdout.")]
Engine = Annotated[
    str | None,
    typer.Option(
        metavar="local|spark",
        help="Where the work is done: on this machine (local), or on a cluster of Spark, of tables "
        "that no machine holds.",
        show_default=False,
    ),
]
Master = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="Of Spark: local\\[4], spark://host:7077, yarn, or sc://host:15002 (Spark Connect). "
        "When not given: SPARK_REMOTE, SPARK_MASTER, or this machine.",
        show_default=False,
    ),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="Settings file; ./smartcart.toml is [bold]not[/bold] read by itself.",
        show_default=False,
    ),
]
Roles = Annotated[
    list[str] | None,
    typer.Option(
        "--role",
        metavar="COLUMN=ROLE",
        help="Give a column another role: segmentation, descriptor, outcome, sensitive.",
        show_default=False,
    ),
]
Sheet = Annotated[str | None, typer.Option(help="Sheet of an Excel workbook.", show_default=False)]
Table = Annotated[
    str | None,
    typer.Option(help="Table or view of a database.", show_default=False),
]
Query = Annotated[
    str | None,
    typer.Option(
        metavar="SQL",
        help="One SELECT that a database answers instead of a table; it runs read-only.",
        show_default=False,
    ),
]
Snapshot = Annotated[
    str | None,
    typer.Option(
        "--snapshot",
        "--as-of",
        metavar="YYYY-MM-DD",
        help="The day the table describes; inferred when not given. Of order lines, those before "
        "it count (--as-of is another name for it).",
        show_default=False,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        metavar="YYYY-MM-DD",
        help="Only lines before this day count; the day after the last line when not given.",
        show_default=False,
    ),
]
StoreAddress = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        help="The store: sqlite:///store.db or postgresql://user@host/database; store.db in your "
        "data folder when not given.",
        show_default=False,
    ),
]
MaxQuarantine = Annotated[
    float | None,
    typer.Option(
        metavar="SHARE", help="Share of records that may be set aside (0.05).", show_default=False
    ),
]


@dataclass(frozen=True)
class Given:
    """What a person gave: a settings file or none, and single options that win over it."""

    settings: Settings | None
    schema: Schema | None
    options: Mapping[str, Any]


def read_settings(config_file: Path | None, **given: Any) -> Given:
    """Read the settings file if there is one, and the options, each as the flow takes it.

    Raises
    ------
    SettingsError
        For whatever a person may have got wrong in either.
    """
    from smartcart.config import parse_config
    from smartcart.settings import make_settings

    options = _options(given)
    make_settings(options)
    if config_file is None:
        return Given(None, None, options)
    config = parse_config(_config_text(config_file))
    return Given(make_settings(config.settings), config.schema, options)


def read_options(
    config_file: Path | None, roles: Sequence[str] | None, **given: Any
) -> tuple[Settings, Schema]:
    """Merge the settings file with the options given; an option wins.

    Raises
    ------
    SettingsError
        For whatever a person may have got wrong in either.
    """
    from smartcart.config import Config, parse_config
    from smartcart.settings import make_settings

    config = parse_config(_config_text(config_file)) if config_file else Config()
    settings = make_settings({**config.settings, **_options(given)})
    return settings, config.schema.assign_roles(split_roles(roles or ()))


def read_own_names(config_file: Path | None) -> Mapping[str, str]:
    """Return the names that the settings file gives to segments, by id."""
    from smartcart.config import parse_config

    return parse_config(_config_text(config_file)).own_names if config_file else {}


def _options(given: Mapping[str, Any]) -> dict[str, Any]:
    options = {name: value for name, value in given.items() if value is not None}
    if "segments" in options:
        options["segments"] = _number_of_segments(options["segments"])
    if "snapshot" in options:
        options["snapshot"] = read_day(options["snapshot"], "--snapshot")
    return options


def _config_text(path: Path) -> str:
    from smartcart.errors import SettingsError

    try:
        return path.read_text(encoding="utf-8-sig")  # some editors write a mark in front
    except FileNotFoundError:
        raise SettingsError(
            f"There is no settings file {str(path)!r}.", "Check the path given to --config."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"The settings file {str(path)!r} cannot be read as text.",
            "Give --config a file in UTF-8 that you may read.",
        ) from None


def _number_of_segments(text: str) -> Any:
    from smartcart.errors import SettingsError

    if text == "auto":
        return text
    # Digits alone are not enough: "²" is one, and no number.
    if not text.isdecimal():
        raise SettingsError(
            f"--segments takes 'auto' or a whole number from 1, not {text!r}.",
            "Try --segments auto.",
        )
    return int(text)


def read_day(text: str, option: str) -> Any:
    """Return the day that an option was given, or say how it is written."""
    from datetime import date

    from smartcart.errors import SettingsError

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingsError(
            f"{option} takes a day such as 2014-10-04, not {text!r}.",
            "Write it as YYYY-MM-DD.",
        ) from None


def split_roles(roles: Sequence[str]) -> dict[str, str]:
    """Return the roles that options give to columns, or say how such an option is written."""
    from smartcart.errors import SettingsError

    pairs = {}
    for each in roles:
        column, equals, role = each.rpartition("=")
        if not (column and equals and role):
            raise SettingsError(
                f"--role takes COLUMN=ROLE, not {each!r}.", "Try --role Income=segmentation."
            )
        pairs[column.strip()] = role.strip()
    return pairs


def wants_spark(engine: str | None, spark_only: Mapping[str, str | None]) -> bool:
    """Say whether the work goes to Spark; refuse another engine, and its options without it."""
    from smartcart.errors import SettingsError

    if engine not in (None, "local", "spark"):
        raise SettingsError(
            f"There is no engine {engine!r}.", "Known engines: local, spark (--engine spark)."
        )
    given = [option for option, value in spark_only.items() if value is not None]
    if given and engine != "spark":
        raise SettingsError(f"{given[0]} is an option of Spark.", "Add --engine spark.")
    return engine == "spark"
