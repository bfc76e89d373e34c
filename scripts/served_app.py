"""The web page as a process of its own, for pictures and for tests in a browser."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ServedApp", "find_chromium", "serve_app"]

_PATIENCE = 60.0


@dataclass
class ServedApp:
    """A page that is being served; `log` is all that the process has written."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> int:
        """Ask it to end as a service manager does, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


def find_chromium() -> str | None:
    """Return the program of a browser, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def serve_app(folder: Path, store: str | None = None, **environment: str) -> Iterator[ServedApp]:
    """Serve the page on a free port; its temporary files stand in a folder below `folder`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    temporary, log = folder / "temporary", folder / "app.log"
    temporary.mkdir()
    command = [sys.executable, "-m", "smartcart", "app", "--port", str(port), "--no-browser"]
    command += ["--store", store] if store else []
    with log.open("wb") as file:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TMPDIR": str(temporary), **environment},
        )
    served = ServedApp(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait(served)
        yield served
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _wait(served: ServedApp) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and served.process.poll() is None:
        if _is_ready(served.url):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The page did not start: {served.log.read_text()}")


def _is_ready(url: str) -> bool:
    with closing(http.client.HTTPConnection(url.removeprefix("http://"), timeout=2)) as asked:
        try:
            asked.request("GET", "/_stcore/health")
            return asked.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
