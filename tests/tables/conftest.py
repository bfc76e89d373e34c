"""A PostgreSQL server of our own, in a temporary folder, for as long as the tests run."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import missing

PASSWORD = "s3cret-w0rd"  # noqa: S105 - of a server that lives for some seconds


def program(name: str) -> str | None:
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = (shutil.which(name, path=str(place)) for place in places)
    return shutil.which(name) or next((each for each in found if each), None)


def as_server(*command: str | Path) -> None:
    """Run as a user without rights: PostgreSQL refuses to run as root."""
    arguments = list(map(str, command))
    if os.geteuid() == 0:
        arguments = ["runuser", "-u", "nobody", "--", *arguments]
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, cwd="/")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Return the address, with a password, of an empty database."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    if initdb is None or pg_ctl is None:
        missing("PostgreSQL")
    # Not below pytest's own folder: the path of a socket may have 100 characters only.
    with tempfile.TemporaryDirectory(prefix="sc-pg-") as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o777)
        secret, data = folder / "secret", folder / "data"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        login = ("-U", "ann", "-A", "scram-sha-256", f"--pwfile={secret}")
        as_server(initdb, "-D", data, "-E", "UTF8", "--locale=C", *login)
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        as_server(pg_ctl, "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
        try:
            yield f"postgresql://ann:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            as_server(pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")
