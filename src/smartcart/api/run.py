"""One server, or several workers on one port, from start to a clean stop."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address
from typing import Any

from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.supervisors import Multiprocess

from smartcart.api.app import Limits, build_app
from smartcart.api.keys import ApiKey
from smartcart.api.logs import Log, hear_server
from smartcart.api.serving import State
from smartcart.errors import SettingsError, SmartCartError, quoted
from smartcart.jobs.serve import ServeJob

__all__ = ["ServerJob", "check_access", "run_server"]

#: Seconds for requests at work when the server is stopped, and for the head of a request.
_GRACE, _HEAD = 8, 10
_WAITING = 512


@dataclass(frozen=True)
class ServerJob:
    """All that a worker has to know."""

    serve: ServeJob
    keys: tuple[ApiKey, ...] | None = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    limits: Limits = field(default_factory=Limits)


def check_access(host: str, keys: Sequence[ApiKey], *, insecure: bool) -> None:
    """Refuse to serve anybody who asks, but for this very machine.

    Raises
    ------
    SettingsError
        When there is no key, or none is asked for at an address that others reach.
    """
    if insecure and keys:
        raise SettingsError(
            "--insecure-local serves without keys, and there are keys.",
            "Leave out --insecure-local, or the keys.",
        )
    if insecure and not _is_loopback(host):
        raise SettingsError(
            f"--insecure-local serves without a key, and others reach {quoted(host)}.",
            "Use --host 127.0.0.1, or keys.",
        )
    if not insecure and not keys:
        raise SettingsError(
            "The server does not start without a key.",
            "Make one with: smartcart serve --new-key NAME. On this machine alone, "
            "--insecure-local serves without.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def run_server(job: ServerJob) -> None:
    """Serve until the process is told to stop; requests at work are finished first.

    Raises
    ------
    SmartCartError
        When the model, a table or the port cannot be had.
    """
    if job.workers == 1:
        app = _make_app(job)
        Server(_config(job, app)).run(sockets=[_listen(job)])
        return
    with tempfile.TemporaryDirectory(prefix="smartcart-metrics-") as shared:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared
        start_state(job.serve)  # what is wrong is said once, not by every worker
        listening = _listen(job)
        Multiprocess(_config(job, partial(_make_app, job), factory=True), [listening]).run()


def start_state(job: ServeJob) -> State:
    """Return what serves, ready to answer."""
    store = None
    if job.store is not None:
        from smartcart.jobs.store_open import open_there

        store = open_there(job.store)
    state = State(job, store)
    state.start()
    return state


def _make_app(job: ServerJob) -> Any:
    log = Log()
    hear_server(log)
    try:
        app = build_app(start_state(job.serve), job.keys, job.limits, log)
    except SmartCartError:
        if job.workers == 1:
            raise
        log.write("error", "worker", message="What is to be served cannot be read any more.")
        sys.exit(3)  # the code by which a worker says that it would fail again
    # What is there now stays; nobody needs to look through it for garbage again and again.
    gc.collect()
    gc.freeze()
    return app


def _config(job: ServerJob, app: Any, **more: Any) -> Config:
    return Config(
        app,
        host=job.host,
        port=job.port,
        workers=job.workers,
        loop="auto",
        http=PatientProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_WAITING,
        timeout_graceful_shutdown=_GRACE,
        **more,
    )


def _listen(job: ServerJob) -> socket.socket:
    """Take the port; from now on, to be told to stop means to end by returning."""
    host, port = job.host, job.port
    listening = socket.socket(
        socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM
    )
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise SettingsError(
            f"Nothing can be served at {quoted(host)}, port {port}: {error.strerror or error}.",
            "Give another --host or --port; perhaps another server runs there.",
        ) from None
    listening.set_inheritable(True)
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: None)
    return listening


class PatientProtocol(HttpToolsProtocol):
    """Hangs up on whoever does not finish the head of a request in time."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._rest()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Wait for the rest of the head."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """Wait no longer: now the application counts the time."""
        self._rest()
        super().on_headers_complete()

    def _wait(self) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(_HEAD, self.transport.close)

    def _rest(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
