"""Start Streamlit from the installed package, with every option set here and in no file."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from smartcart.app.session import STORE
from smartcart.app.theme import OPTIONS
from smartcart.app.upload import MAX_MEGABYTES
from smartcart.errors import SettingsError

__all__ = ["SCRIPT", "check_port", "serve"]

SCRIPT = Path(__file__).with_name("entry") / "main.py"


def serve(store: str | None, host: str, port: int, *, browser: bool) -> None:
    """Serve the page until the process is told to stop."""
    from streamlit.web import bootstrap

    os.environ[STORE] = store or ""
    options = _options(host, port, browser=browser)
    bootstrap.load_config_options(options)
    # Held all the while: what visitors do at the same time must not lift each other's limit.
    with threadpool_limits(limits=1):
        bootstrap.run(str(SCRIPT), False, [], options)


def _options(host: str, port: int, *, browser: bool) -> dict[str, Any]:
    return {
        "global_developmentMode": False,
        "server_address": host,
        "server_port": port,
        "server_headless": not browser,
        "server_showEmailPrompt": False,
        "server_enableCORS": True,
        "server_enableXsrfProtection": True,
        "server_enableStaticServing": False,
        "server_fileWatcherType": "none",
        "server_maxUploadSize": MAX_MEGABYTES,
        "browser_gatherUsageStats": False,
        "client_toolbarMode": "minimal",
        "client_showErrorDetails": "none",
        "client_showErrorLinks": False,
        "runner_magicEnabled": False,
        "logger_level": "warning",
        **OPTIONS,
    }


def check_port(host: str, port: int) -> None:
    """Find out, before anything is said, whether the page can be served there.

    Raises
    ------
    SettingsError
        When nothing can listen at this host and port.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise SettingsError(
            f"The page cannot be served at {host}, port {port}: {error.strerror or error}.",
            "Give another --port, or another --host of this machine.",
        ) from None
