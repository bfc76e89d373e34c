"""The notice at the end of a refresh, before a real server on this machine."""

import json
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from smartcart.errors import SettingsError
from smartcart.jobs.notify import check_notice_address, post_event, write_event

EVENT = {"subject": "SmartCart: nothing new (März.csv)", "text": "Champion: version 2.\n"}


class Server(ThreadingHTTPServer):
    """Answers with one status, slowly if need be, and remembers what was posted."""

    daemon_threads = True
    status, pause, drip, location = 204, 0.0, False, ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.got: list[tuple[str, dict, dict]] = []
        self.over = Event()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.got.append((self.path, dict(self.headers), body))
        while self.server.drip and not self.server.over.wait(0.05):
            self.wfile.write(b"H")
        self.server.over.wait(self.server.pause)
        self.send_response(self.server.status)
        self.send_header("Location", self.server.location)
        self.end_headers()

    def do_GET(self) -> None:
        self.server.got.append((self.path, {}, {}))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serve() -> Iterator[Server]:
    with Server() as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.over.set()
        server.shutdown()


def test_the_event_arrives_as_it_is_and_a_password_as_basic_authentication():
    with serve() as server:
        assert post_event(EVENT, f"http://ann:s%40cret@{server.place}/hook/T0?a=b#c") is None
    ((path, headers, body),) = server.got
    assert (path, body) == ("/hook/T0?a=b", EVENT)
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert headers["Authorization"] == f"Basic {b64encode(b'ann:s@cret').decode()}"
    assert headers["Host"] == server.place


@pytest.mark.parametrize("status", [301, 307, 400, 500])
def test_what_does_not_take_it_is_told_without_the_secrets_of_the_address(status):
    with serve() as server:
        server.status, server.location = status, f"http://{server.place}/elsewhere"
        said = post_event(EVENT, f"http://ann:secret@{server.place}/hook/T0")
    assert said == (
        f"The notice could not be posted to 'http://{server.place}': the server answered "
        f"{status}. The run stands."
    )
    assert [path for path, _, _ in server.got] == ["/hook/T0"]  # no redirect is followed


@pytest.mark.parametrize("drip", [False, True])
def test_a_slow_server_is_not_waited_for(drip):
    with serve() as server:
        server.pause, server.drip = 30.0, drip
        begin = time.monotonic()
        said = post_event(EVENT, f"http://{server.place}", patience=0.3)
        assert time.monotonic() - begin < 5
    assert "no answer within 0.3 seconds" in said


def test_a_refused_connection_and_a_wrong_protocol_are_told():
    with serve() as server:
        place = server.place
        said = post_event(EVENT, f"https://ann:secret@{place}/T0")  # it speaks http
        assert said.startswith(f"The notice could not be posted to 'https://{place}': ")
        assert "secret" not in said
    refused = post_event(EVENT, f"http://ann:secret@{place}/T0")
    assert "refused" in refused
    assert "secret" not in refused
    assert "T0" not in refused


@pytest.mark.parametrize(
    "address",
    [
        "hooks",
        "ftp://a/b",
        "file:///a",
        "http://",
        "http://a:99999",
        "http://a b",
        "http://[",
        "\n",
    ],
)
def test_an_address_that_is_none_is_refused_before_the_work_and_not_repeated(address):
    with pytest.raises(SettingsError) as refused:
        check_notice_address(address)
    assert refused.value.what == "The address of --notify is none that a notice can be posted to."


def test_the_file_is_whole_or_as_it_was(tmp_path):
    place = tmp_path / "event.json"
    place.write_text("before")
    assert write_event(EVENT, place) is None
    assert json.loads(place.read_text()) == EVENT
    assert [each.name for each in tmp_path.iterdir()] == ["event.json"]
    said = write_event(EVENT, Path(tmp_path, "nowhere", "event.json"))
    assert said.startswith("The file ")
    assert said.endswith("cannot be written: No such file or directory. The run stands.")
