"""``python -m benchmarks.api``: the HTTP API under load, beside a bare echo of the same body.

Both run in processes of their own on loopback, one worker each; the API with keys, full
validation, its log and its figures. Two clients over plain sockets: one that asks again as soon
as it is answered (closed loop), and one that asks at a constant rate and counts from the moment
it planned to ask, so that a stall is not forgiven (open loop). Then the champion of an SQLite
store is replaced every 100 ms under load, and every answer is held against the labels of the
model that it names. Options: ``--seconds 10 --swap-seconds 60 --rate 1000 --clients 8``.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

import smartcart
from smartcart.api import make_key
from smartcart.model_file import dump_model
from smartcart.segmentation import Scorer
from smartcart.store import open_store

_QUICK = {"n_boot": 2, "n_null": 2, "n_starts": 3}
_ECHO = """
import sys
from typing import Any
import uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.post("/echo")
async def echo(body: dict[str, Any]) -> dict[str, Any]:
    return body
uvicorn.run(app, port=int(sys.argv[1]), log_level="error", access_log=False)
"""
_SWAPPER = """
import sys, time
from smartcart.store import open_store
address, *hashes, seconds = sys.argv[1:]
store = open_store(address)
version = store.champion().version
began, done = time.perf_counter(), 0
print("begun", flush=True)
while time.perf_counter() - began < float(seconds):
    version, done = store.promote(hashes[(done + 1) % 2], version).version, done + 1
    time.sleep(max(0.0, began + done * 0.1 - time.perf_counter()))
print(done, flush=True)
"""


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--swap-seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=1000)
    parser.add_argument("--clients", type=int, default=8)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        gc.collect()
        gc.freeze()  # a pause of the client would be counted as one of the server
        with bench.echo() as echo, bench.api() as api:
            rows = list(bench.closed(echo, api, given.seconds, given.clients))
            rows += asyncio.run(bench.constant(api, given.rate, given.seconds))
            _print(rows)
            # Whoever asks, answers and promotes shares two cores here.
            _print([asyncio.run(bench.swaps(api, given.swap_seconds, 2))])


def _print(rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    print("\n| " + " | ".join(names) + " |\n|" + "---|" * len(names))
    for row in rows:
        print("| " + " | ".join(str(row.get(name, "")) for name in names) + " |")


class Bench:
    """Customers, two models in a store, a key; and what is asked with them."""

    def __init__(self, folder: Path) -> None:
        table = smartcart.make_customers(2240, seed=0)
        models = [smartcart.segment(table, {**_QUICK, "segments": k}) for k in (4, 6)]
        self.address = f"sqlite:///{folder}/store.db"
        self.store = open_store(self.address)
        self.hashes = [self.store.put_model(dump_model(each).encode()) for each in models]
        self.store.promote(self.hashes[0], 0)
        scorers = [Scorer.of(each.model) for each in models]
        names = [field.source for field in scorers[0].fields]
        self.records = json.loads(table[names].to_json(orient="records"))
        for each in self.records:
            each["ID"] = str(each["ID"])
        self.labels = {
            key: {row["customer_id"]: row["segment_id"] for row in scorer.score(self.records)}
            for key, scorer in zip(self.hashes, scorers, strict=True)
        }
        self.key, self.kept = make_key("bench", "read")

    def body(self, n: int) -> bytes:
        return json.dumps({"customers": self.records[:n]}).encode()

    @contextmanager
    def echo(self) -> Iterator[int]:
        port = _free_port()
        with _running([sys.executable, "-c", _ECHO, str(port)], port, {}):
            yield port

    @contextmanager
    def api(self) -> Iterator[int]:
        port = _free_port()
        command = [sys.executable, "-m", "smartcart", "serve", "--store", self.address]
        command += ["--port", str(port), "--poll", "0.05"]
        with _running(command, port, {"SMARTCART_API_KEYS": self.kept.line}):
            yield port

    def closed(self, echo: int, api: int, seconds: float, clients: int) -> Iterator[dict[str, Any]]:
        for n in (1, 100, 1000):
            print(f"closed loop, {n} customers a request", file=sys.stderr)
            body = self.body(n)
            rates = {}
            for name, port, path in (("echo", echo, "/echo"), ("API", api, "/v1/score")):
                request = _request(path, body, self.key)
                asyncio.run(_load(port, request, 1, clients))  # to warm up
                times, errors = asyncio.run(_load(port, request, seconds, clients))
                rates[name] = len(times) / seconds
                yield {
                    "what": f"closed loop, {name}, {n} a request",
                    "requests/s": f"{rates[name]:,.0f}",
                    "customers/s": f"{rates[name] * n:,.0f}",
                    "of the echo": f"{rates[name] / rates['echo']:.0%}",
                    **_quantiles(times),
                    "errors": errors,
                }

    async def constant(self, port: int, rate: float, seconds: float) -> list[dict[str, Any]]:
        print(f"constant rate, {rate:,.0f} requests a second", file=sys.stderr)
        request, times, errors = _request("/v1/score", self.body(1), self.key), [], 0
        idle: asyncio.Queue[tuple[Any, Any]] = asyncio.Queue()
        for _ in range(64):
            idle.put_nowait(await asyncio.open_connection("127.0.0.1", port))

        async def one(planned: float) -> None:
            nonlocal errors
            line = await idle.get()
            status, _ = await _ask(*line, request)
            idle.put_nowait(line)
            times.append(time.perf_counter() - planned)
            errors += status != 200

        began, tasks = time.perf_counter(), []
        for i in range(int(rate * seconds)):
            planned = began + i / rate
            if (wait := planned - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            tasks.append(asyncio.create_task(one(planned)))
        await asyncio.gather(*tasks)
        row = {"what": f"constant rate, API, {rate:,.0f} planned", "requests/s": "", **{}}
        row |= {"customers/s": "", "of the echo": "", **_quantiles(times), "errors": errors}
        row["requests/s"] = f"{len(times) / (time.perf_counter() - began):,.0f}"
        return [row]

    async def swaps(self, port: int, seconds: float, clients: int) -> dict[str, Any]:
        print(f"a swap every 100 ms for {seconds:,.0f} s", file=sys.stderr)
        request = _request("/v1/score", self.body(100), self.key)
        seen = {"answers": 0, "errors": 0, "mixed": 0, "versions": set()}
        end = 0.0

        async def client() -> None:
            line = await asyncio.open_connection("127.0.0.1", port)
            while time.perf_counter() < end:
                status, body = await _ask(*line, request)
                seen["answers"] += 1
                if status != 200:
                    seen["errors"] += 1
                    continue
                told = json.loads(body)
                labels = self.labels[told["model"]]
                seen["versions"].add(told["version"])
                seen["mixed"] += any(
                    labels[each["customer_id"]] != each["segment_id"] for each in told["customers"]
                )

        command = [sys.executable, "-c", _SWAPPER, self.address, *self.hashes, str(seconds)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as swapper:
            assert swapper.stdout is not None  # noqa: S101 - it was asked for
            swapper.stdout.readline()  # it has begun
            end = time.perf_counter() + seconds
            await asyncio.gather(*(client() for _ in range(clients)))
            swapped = int(swapper.stdout.readline())
        return {
            "promotions": swapped,
            "versions seen": len(seen["versions"]),
            "answers of 100": f"{seen['answers']:,}",
            "errors": seen["errors"],
            "answers of mixed models": seen["mixed"],
        }


def _quantiles(times: list[float]) -> dict[str, str]:
    found = np.quantile(times, (0.5, 0.99, 0.999)) * 1000
    return dict(zip(("p50 ms", "p99 ms", "p99.9 ms"), (f"{q:.2f}" for q in found), strict=True))


def _request(path: str, body: bytes, key: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        f"authorization: Bearer {key}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _load(port: int, request: bytes, seconds: float, clients: int) -> tuple[list[float], int]:
    end, times, errors = time.perf_counter() + seconds, [], 0

    async def client() -> None:
        nonlocal errors
        line = await asyncio.open_connection("127.0.0.1", port)
        while (began := time.perf_counter()) < end:
            status, _ = await _ask(*line, request)
            times.append(time.perf_counter() - began)
            errors += status != 200
        line[1].close()

    await asyncio.gather(*(client() for _ in range(clients)))
    return times, errors


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[int, bytes]:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return int(head[9:12]), await reader.readexactly(length)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int, more: dict[str, str]) -> Iterator[None]:
    began = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **more}, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                if process.poll() is not None:
                    raise
                time.sleep(0.02)
            else:
                break
        print(f"started in {time.perf_counter() - began:.1f} s", file=sys.stderr)
        yield
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
