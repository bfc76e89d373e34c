"""The server as a process: it starts with one command, answers, and stops cleanly."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from typing import IO, NamedTuple

import psutil
import pytest
from tests.api.conftest import KEYS, bearer
from tests.test_docs import ROOT, blocks


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def started(*arguments: str):
    port = free_port()
    keys = "\n".join(kept.line for _, kept in KEYS.values())
    # A file, not a pipe: a pipe that nobody empties is full after some hundred answers.
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "smartcart", "serve", "--port", str(port), *arguments],
            env={**os.environ, "SMARTCART_API_KEYS": keys},
            stderr=log,
        )
        try:
            wait_for(port, process, log)
            yield Started(process, port, log)
        finally:
            process.kill()
            process.wait()


class Started(NamedTuple):
    process: subprocess.Popen
    port: int
    log: IO[str]

    def lines(self) -> list[dict]:
        self.log.seek(0)
        return [json.loads(line) for line in self.log]


def wait_for(port: int, process: subprocess.Popen, log: IO[str]) -> None:
    for _ in range(1200):
        assert process.poll() is None, log.seek(0) or log.read()
        try:
            ask(port, "/readyz")
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the server is not ready")


def ask(port: int, path: str, body: bytes | None = None) -> dict:
    headers = {"content-type": "application/json", **bearer("read")}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, headers)
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        return json.load(answer)


def test_it_stops_cleanly_under_load(model_path, records):
    body = json.dumps({"customers": records[:50]}).encode()
    with started("--model", str(model_path)) as server:
        process, port, _ = server
        cut, done = [], []

        def load() -> None:
            while True:
                try:
                    done.append(ask(port, "/v1/score", body)["model"])
                except (urllib.error.URLError, ConnectionError) as error:
                    # Nobody listens any more: that is no answer cut short.
                    reason = getattr(error, "reason", error)
                    if not isinstance(reason, ConnectionRefusedError | ConnectionResetError):
                        cut.append(error)
                    return

        crowd = [threading.Thread(target=load) for _ in range(4)]
        for each in crowd:
            each.start()
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert process.wait(20) == 0
        assert time.monotonic() - began < 10
        for each in crowd:
            each.join(20)
        assert done
        assert cut == []
        lines = server.lines()
        assert [lines[0]["event"], lines[-1]["event"]] == ["started", "stopped"]
        assert {each["status"] for each in lines if "status" in each} == {200}


def test_one_who_sends_slowly_is_left_and_the_examples_of_the_docs_run(
    model_path, records, tmp_path
):
    with started("--model", str(model_path), "--time-limit", "0.5") as (_, port, _):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
            head = (
                f"POST /v1/score HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                f"authorization: Bearer {KEYS['read'][0]}\r\ncontent-length: 100\r\n\r\n"
            )
            slow.sendall(head.encode() + b"{")
            assert slow.recv(4096).startswith(b"HTTP/1.1 408")
        assert ask(port, "/healthz") == {"status": "alive"}
        named: dict = {}
        exec(blocks(ROOT / "docs" / "api.md", "python")[0], named)  # noqa: S102 - our own
        server = f"http://127.0.0.1:{port}"
        assert len(named["score"](records[:2], KEYS["read"][0], server)) == 2
        (tmp_path / "customers.json").write_text(json.dumps({"customers": records[:2]}))
        _, curl = blocks(ROOT / "docs" / "howto" / "serve.md", "sh")
        done = subprocess.run(
            ["bash", "-ec", curl.replace("curl", "curl -sSf").replace(":8000", f":{port}")],
            env={**os.environ, "KEY": KEYS["read"][0]},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.count('{"model":') == 2


def test_the_server_refuses_in_words(command, model_path, tmp_path, monkeypatch):
    monkeypatch.delenv("SMARTCART_API_KEYS", raising=False)
    for arguments, words in (
        (["--model", model_path], "does not start without a key"),
        (["--insecure-local"], "either a model file or a store"),
        (["--model", model_path, "--insecure-local", "--host", "0.0.0.0"], "others reach"),  # noqa: S104
        (["--model", model_path, "--insecure-local", "--poll", "0"], "--poll takes"),
        (["--model", model_path, "--keys", tmp_path / "no"], "cannot be read"),
        (["--model", tmp_path / "no.json", "--insecure-local"], "There is no model file"),
    ):
        answer = command("serve", *arguments)
        assert answer.code == 2, arguments
        assert words in answer.err


def test_a_new_key_is_printed_once_with_the_line_to_keep(command):
    answer = command("serve", "--new-key", "shop", "--scope", "admin")
    key, line = answer.out.splitlines()
    assert line.startswith("shop admin ")
    assert key not in line
    assert command("serve", "--new-key", "a b").code == 2


def workers_of(process: subprocess.Popen) -> set[int]:
    found = set()
    for child in psutil.Process(process.pid).children():
        with suppress(psutil.Error):  # it is dying
            if "spawn_main" in " ".join(child.cmdline()):
                found.add(child.pid)
    return found


def test_a_worker_that_is_killed_is_replaced_and_the_others_answer(model_path, records):
    body = json.dumps({"customers": records[:5]}).encode()
    with started("--model", str(model_path), "--workers", "2") as (process, port, _):
        expected, before = ask(port, "/v1/score", body), workers_of(process)
        assert len(before) == 2
        killed = min(before)
        os.kill(killed, signal.SIGKILL)
        for _ in range(600):
            assert ask(port, "/v1/score", body) == expected
            now = workers_of(process)
            if len(now) == 2 and killed not in now:
                break
            time.sleep(0.05)
        assert len(now) == 2
        assert killed not in now
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
