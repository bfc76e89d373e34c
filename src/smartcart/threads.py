"""Threads: one for whatever adds up numbers, all cores for pieces of work that stand alone."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

__all__ = ["FEW", "beside", "in_threads", "one_thread", "usable_threads"]

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

#: Columns of a large table worked on at once: each takes several times its own memory.
FEW = 4
#: Set in a thread that works for `in_threads`, which then starts no threads of its own.
_HERE = threading.local()


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold every numeric library to one thread: more would add in another order.

    A limit reaches only libraries that are loaded already: whoever needs one that brings its own
    threads (scikit-learn's OpenMP) loads it first.

    Examples
    --------
    >>> from threadpoolctl import threadpool_info
    >>> with one_thread():
    ...     {each["num_threads"] for each in threadpool_info()}
    {1}
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield


def usable_threads() -> int:
    """Return how many threads may work at once: the cores, or fewer by ``OMP_NUM_THREADS``."""
    allowed = os.environ.get("OMP_NUM_THREADS", "")
    has_affinity = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1
    return min(cores, int(allowed)) if allowed.isdecimal() and int(allowed) else cores


def in_threads(
    task: Callable[[_Item], _Result],
    items: Iterable[_Item],
    done: Callable[[], None] | None = None,
    *,
    most: int | None = None,
) -> list[_Result]:
    """Return the result of the task for each item, in their order, worked out on all cores.

    Tasks may not depend on each other; so the results do not depend on the number of threads.
    Compiled code lets other threads run, Python code does not. `done` is called after each. No
    more than `most` are worked on at once, where each of them takes much memory.

    Examples
    --------
    >>> in_threads(lambda number: number * number, range(4))
    [0, 1, 4, 9]
    """
    items = list(items)
    threads = min(usable_threads(), len(items), most or len(items))
    if threads < 2 or getattr(_HERE, "is_worker", False):
        return [_told(task(item), done) for item in items]
    pool = ThreadPoolExecutor(threads, initializer=_mark_worker)
    try:
        return [_told(result, done) for result in pool.map(task, items)]
    finally:  # whoever stops in the middle does not wait for what has not begun
        pool.shutdown(cancel_futures=True)


@contextmanager
def beside(task: Callable[[], _Result]) -> Iterator[Callable[[], _Result]]:
    """Do a task in a thread of its own while the block runs; both are done when it ends.

    Where only one thread may work, the task comes first. An error of the task is raised after the
    block. The block is given what returns the result of the task, and waits for it.

    Examples
    --------
    >>> with beside(lambda: "written") as written:
    ...     drawn = "drawn"
    >>> written(), drawn
    ('written', 'drawn')
    """
    if usable_threads() < 2 or getattr(_HERE, "is_worker", False):
        result = task()
        yield lambda: result
        return
    with ThreadPoolExecutor(1, initializer=_mark_worker) as pool:
        running = pool.submit(task)
        yield running.result
        running.result()


def _told(result: _Result, done: Callable[[], None] | None) -> _Result:
    if done is not None:
        done()
    return result


def _mark_worker() -> None:
    _HERE.is_worker = True
