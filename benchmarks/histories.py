"""Many processes read the champion, promote and roll back at once; one order explains it all.

Each process writes down when it asked and when it was answered (one clock for all on Linux).
Because versions are unique and grow by one, a history is linearizable (Herlihy & Wing 1990) where
the order by version never contradicts the order in time, so no search is needed.
"""

from __future__ import annotations

import json
import math
import os
import random
import signal
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.faults import expect, forkserver
from smartcart.errors import ChampionMovedError, StoreError
from smartcart.jobs.store_promote import roll_back
from smartcart.store import Champion, Promotion, open_store

__all__ = ["Call", "act_often", "check_history", "read_calls", "record_history"]

#: Often enough that promotions go through, seldom enough that some come too late.
_LOOK_AGAIN = 0.7


@dataclass(frozen=True)
class Call:
    """One call of one process.

    Attributes
    ----------
    kind : str
        ``read``; ``done``, a promotion; ``refused``, one that came too late; ``unknown``, one
        whose process was killed before it was answered.
    began, ended : float
        Seconds; infinity where there was no answer.
    version : int or None
        Read, or promoted; of what was refused or is unknown, the one it would have been, if known.
    model_hash : str or None
    """

    kind: str
    began: float
    ended: float
    version: int | None = None
    model_hash: str | None = None


def check_history(calls: Iterable[Call], promotions: Sequence[Promotion]) -> int:
    """Prove that one order explains every call; return how many there were.

    Raises
    ------
    RuntimeError
        When none does.
    """
    calls = list(calls)
    hashes: dict[int, str | None] = {each.version: each.model_hash for each in promotions}
    expect(list(hashes) == list(range(1, len(hashes) + 1)), "versions grow by one, none is lost")
    done = [each for each in calls if each.kind == "done"]
    expect(len({each.version for each in done}) == len(done), "a version is promoted once")
    hashes[0] = None
    for each in calls:
        if each.kind in ("read", "done") and each.version is not None:
            expect(each.version in hashes, "what was promoted or read is in the list")
            expect(hashes[each.version] == each.model_hash, "a version has one model")
    missing = set(hashes) - {0} - {each.version for each in done}
    unknown = [each for each in calls if each.kind == "unknown"]
    happened = _happened(unknown, missing, hashes)
    nameless = sum(each.version is None for each in unknown)
    expect(len(missing) - len(happened) <= nameless, "every promotion was asked for")
    _check_times([*(each for each in calls if each.kind != "unknown"), *happened])
    return len(calls)


def _happened(
    unknown: Iterable[Call], missing: Iterable[int], hashes: dict[int, str | None]
) -> list[Call]:
    """Return the calls without an answer that made a promotion: of several, the earliest."""
    earliest: dict[int, Call] = {}
    for each in sorted(unknown, key=lambda call: -call.began):
        if each.version in set(missing) and hashes[each.version] == each.model_hash:
            earliest[each.version] = each
    return list(earliest.values())


def _check_times(calls: Iterable[Call]) -> None:
    """Sweep over the moments: nothing may stand before what was answered before it began."""
    moments = []
    for each in calls:
        place = _place(each)
        if place is not None:
            if each.kind != "refused":
                moments.append((each.began, 1, place))
            moments.append((each.ended, 0, place))
    reached = -1
    for _, is_begin, place in sorted(moments):
        if is_begin:
            expect(place >= reached, "order by version is order in time")
        else:
            reached = max(reached, place)


def _place(call: Call) -> int | None:
    """Return where a call stands: a promotion at twice its version, a read right after it.

    What was refused stands anywhere after the version that somebody else had promoted by then.
    """
    return None if call.version is None else 2 * call.version + (call.kind == "read")


def act_often(address: str, hashes: Sequence[str], path: str, seed: int, n: int) -> None:
    """Read, promote and roll back n times, and write every call down before and after it."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    store, seen = open_store(address), Champion(0, None)
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    for _ in range(n):
        kind = draw.choices(("read", "promote", "rollback"), (4, 4, 2))[0]
        key = draw.choice(hashes)
        if draw.random() < _LOOK_AGAIN:
            seen = store.champion()
        asked = {"began": time.monotonic(), "kind": kind}
        if kind == "promote":
            asked |= {"version": seen.version + 1, "model_hash": key}
        _write(file, asked)
        answer: dict[str, Any] = {"kind": "none"}
        try:
            if kind == "read":
                seen = store.champion()
                answer = _told("read", seen)
            elif kind == "promote":
                seen = store.promote(key, seen.version)
                answer = _told("done", seen)
            else:
                rolled = roll_back(address)
                seen = rolled.champion
                answer = _told("done", seen)
        except ChampionMovedError:
            answer = {**asked, "kind": "refused"}
        except StoreError as error:
            if not error.what.startswith("No intact model served before"):
                raise
        _write(file, {**answer, "ended": time.monotonic()})
    os.close(file)


def read_calls(folder: Path) -> Iterator[Call]:
    """Yield the calls that processes wrote down; one without an answer is unknown."""
    for path in sorted(folder.glob("*.jsonl")):
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        for asked, answer in zip(lines[::2], [*lines[1::2], None], strict=False):
            if answer is None and asked["kind"] != "read":
                known = (asked.get("version"), asked.get("model_hash"))
                yield Call("unknown", asked["began"], math.inf, *known)
            elif answer is not None and answer["kind"] != "none":
                known = (answer.get("version"), answer.get("model_hash"))
                yield Call(answer["kind"], asked["began"], answer["ended"], *known)


def record_history(
    address: str, hashes: Sequence[str], folder: Path, *, n: int, kills: int, seed: int = 0
) -> int:
    """Let eight processes act, kill some of them and start others; prove the history.

    Returns
    -------
    int
        How many calls there were.
    """
    draw, context = random.Random(seed), forkserver()  # noqa: S311 - no secret
    started = []
    for number in range(8 + kills):
        file = folder / f"{number}.jsonl"
        given = (address, hashes, str(file), seed + number, n)
        started.append((context.Process(target=act_often, args=given), file))
    for process, _ in started[:8]:
        process.start()
    for (victim, file), (follower, _) in zip(started[:kills], started[8:], strict=True):
        while victim.is_alive() and not file.exists():
            time.sleep(0.01)
        time.sleep(draw.uniform(0, 0.2))
        os.kill(victim.pid or 0, signal.SIGKILL)
        victim.join()
        follower.start()
    for process, _ in started:
        process.join()
    for process, _ in started[kills:]:
        expect(process.exitcode == 0, "who was not killed came to the end")
    store = open_store(address)
    last = store.champion()
    now = time.monotonic()
    final = Call("read", now, now, last.version, last.model_hash)
    return check_history([*read_calls(folder), final], store.promotions())


def _told(kind: str, champion: Champion) -> dict[str, Any]:
    return {"kind": kind, "version": champion.version, "model_hash": champion.model_hash}


def _write(file: int, entry: dict[str, Any]) -> None:
    os.write(file, (json.dumps(entry) + "\n").encode())
