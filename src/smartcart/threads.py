"""Threads: one for whatever adds up numbers, all cores for pieces of work that stand alone."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

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
    threads (scikit-learn's OpenMP) loads it first. Threads may hold it at the same time: it is
    lifted when the last of them leaves.

    Examples
    --------
    >>> from threadpoolctl import threadpool_info
    >>> with one_thread():
    ...     {each["num_threads"] for each in threadpool_info()}
    {1}
    """
    from threadpoolctl import ThreadpoolController

    loaded = ThreadpoolController()
    with _BLAS.hold(loaded), loaded.limit(limits=1, user_api="openmp"):
        yield


class _SharedLimit:
    """One thread for BLAS, which has one limit for all threads; OpenMP has one for each."""

    def __init__(self) -> None:
        self._lock, self._users, self._limits = threading.Lock(), 0, list[Any]()

    @contextmanager
    def hold(self, loaded: Any) -> Iterator[None]:
        with self._lock:
            # Each user sets it: a library may have been loaded since the one before.
            self._limits.append(loaded.limit(limits=1, user_api="blas"))
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                while self._limits and not self._users:
                    self._limits.pop().restore_original_limits()
                # Whoever set a limit keeps others from it (threadpoolctl 3.8) till a block ends.
                with loaded.limit():
                    pass


_BLAS = _SharedLimit()


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
    items, threads = list(items), usable_threads()
    if min(threads, len(items), most or threads) < 2 or getattr(_HERE, "is_worker", False):
        return [_told(task(item), done) for item in items]
    pool = _pool(min(threads, most or threads))
    running = [pool.submit(task, item) for item in items]
    try:
        return [_told(each.result(), done) for each in running]
    finally:  # whoever stops in the middle does not wait for what has not begun
        # The last first: whatever begins meanwhile still has all before it begun.
        for each in reversed(running):
            each.cancel()
        wait(running)


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """Return threads that stay: to begin and to end them takes longer than many a task."""
    return ThreadPoolExecutor(threads, "smartcart", initializer=_mark_worker)


if hasattr(os, "register_at_fork"):  # a process that was forked has none of the threads
    os.register_at_fork(after_in_child=_pool.cache_clear)


@contextmanager
def beside(task: Callable[[], _Result]) -> Iterator[Callable[[], _Result]]:
    """Do a task in a thread of its own while the block runs; both are done when it ends.

    Where only one thread may work, the task comes first; all else is the same there. An error of
    the task is raised after the block, or where the block asks for the result. The block is given
    what returns the result of the task, and waits for it.

    Examples
    --------
    >>> with beside(lambda: "written") as written:
    ...     drawn = "drawn"
    >>> written(), drawn
    ('written', 'drawn')
    """
    if usable_threads() < 2 or getattr(_HERE, "is_worker", False):
        running = _done(task)
        yield running.result
        running.result()
        return
    with ThreadPoolExecutor(1, initializer=_mark_worker) as pool:
        running = pool.submit(task)
        yield running.result
        running.result()


def _done(task: Callable[[], _Result]) -> Future[_Result]:
    """Do a task here and now; its error waits for whoever asks for the result."""
    over = Future[_Result]()
    try:
        over.set_result(task())
    except Exception as error:
        over.set_exception(error)
    return over


def _told(result: _Result, done: Callable[[], None] | None) -> _Result:
    if done is not None:
        done()
    return result


def _mark_worker() -> None:
    _HERE.is_worker = True
