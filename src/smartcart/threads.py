"""One thread for whatever adds up numbers: the same bits on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["one_thread"]


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold every numeric library to one thread: more would add in another order.

    A limit reaches only libraries that are loaded already. So the one that brings its own
    threads (scikit-learn's OpenMP) is loaded here first, and not by whoever imports this: a
    program that only places customers by a finished model never loads it.

    Examples
    --------
    >>> from threadpoolctl import threadpool_info
    >>> with one_thread():
    ...     {each["num_threads"] for each in threadpool_info()}
    {1}
    """
    import sklearn.cluster  # noqa: F401
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield
