"""``smartcart serve``: the HTTP API."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from smartcart.api import ApiKey

__all__ = ["serve"]

_KEYS = "SMARTCART_API_KEYS"


def serve(
    model: Annotated[
        Path | None, typer.Option(help="A model.json to serve.", show_default=False)
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Serve the champion of this store instead, also when another becomes it.",
            show_default=False,
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; 0.0.0.0 is everywhere.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="On which port.")] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that share the port.")] = 1,
    keys: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Keys: lines of 'name scope sha256', readable by its owner alone. The variable "
            "SMARTCART_API_KEYS holds such lines as well.",
            show_default=False,
        ),
    ] = None,
    new_key: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Make a key, print it once with the line to keep, and end.",
            show_default=False,
        ),
    ] = None,
    scope: Annotated[
        str,
        typer.Option(
            metavar="SCOPE",
            help="What --new-key opens: read; or admin, which may promote, roll back and erase.",
        ),
    ] = "read",
    insecure_local: Annotated[
        bool,
        typer.Option(
            "--insecure-local",
            help="Serve without keys, to this machine alone: for trying out.",
        ),
    ] = False,
    customers: Annotated[
        str | None,
        typer.Option(
            metavar="SOURCE",
            help="Customers who can be asked for by id; read once, at the start.",
            show_default=False,
        ),
    ] = None,
    orders: Annotated[
        str | None,
        typer.Option(
            metavar="SOURCE",
            help="Order lines from which products are recommended; learnt once, at the start.",
            show_default=False,
        ),
    ] = None,
    poll: Annotated[
        float,
        typer.Option(metavar="SECONDS", help="How often to look for another champion."),
    ] = 1.0,
    time_limit: Annotated[
        float, typer.Option(metavar="SECONDS", help="For one request, its body included.")
    ] = 10.0,
    at_once: Annotated[
        int, typer.Option(help="Requests that one worker answers at a time; more get 503.")
    ] = 256,
    rate: Annotated[
        float,
        typer.Option(
            metavar="N",
            help="Requests a second that one key may make in one worker; 0 sets no limit.",
        ),
    ] = 0.0,
) -> None:
    """Serve a model over HTTP: segments of customers, why, and what to offer."""
    if new_key is not None:
        _print_key(new_key, scope)
        return
    from smartcart.api import Limits, ServerJob, check_access, run_server
    from smartcart.jobs.serve import ServeJob

    _check_numbers(port, workers, poll, time_limit, at_once, rate)
    known = _read_keys(keys)
    check_access(host, known, insecure=insecure_local)
    job = ServeJob(model, store, customers, orders)
    limits = Limits(time_limit, at_once, rate, poll)
    allowed = None if insecure_local else known
    run_server(ServerJob(job, allowed, host, port, workers, limits))


def _read_keys(path: Path | None) -> tuple[ApiKey, ...]:
    from smartcart.api import parse_keys, read_keys

    given = os.environ.get(_KEYS, "")
    from_file = () if path is None else read_keys(path)
    lines = "\n".join([given, *(each.line for each in from_file)])
    return parse_keys(lines, f"{_KEYS} and --keys together" if given and path else _KEYS)


def _print_key(name: str, scope: str) -> None:
    from smartcart.api import make_key

    key, kept = make_key(name, scope)
    typer.echo("The key, shown this once:", err=True)
    typer.echo(key)
    typer.echo("The line to keep for --keys or SMARTCART_API_KEYS:", err=True)
    typer.echo(kept.line)


def _check_numbers(
    port: int, workers: int, poll: float, time_limit: float, at_once: int, rate: float
) -> None:
    from smartcart.errors import SettingsError

    for option, value, is_right, allowed in (
        ("--port", port, 0 <= port < 65_536, "a port from 0 to 65535"),
        ("--workers", workers, 1 <= workers <= 64, "a whole number from 1 to 64"),
        ("--poll", poll, 0.01 <= poll <= 3600, "seconds from 0.01 to 3600"),
        ("--time-limit", time_limit, 0.1 <= time_limit <= 600, "seconds from 0.1 to 600"),
        ("--at-once", at_once, 1 <= at_once <= 10_000, "a whole number from 1 to 10000"),
        ("--rate", rate, 0 <= rate <= 1e6, "requests a second from 0 to 1000000"),
    ):
        if not is_right:
            raise SettingsError(f"{option} takes {allowed}, not {value}.", f"Correct {option}.")
