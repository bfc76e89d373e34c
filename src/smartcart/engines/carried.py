"""Errors that we raise on purpose, from an executor to whoever asked: in the same words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

import pyarrow as pa

from smartcart.errors import DataError, OpenQuestionError, SettingsError, SmartCartError

__all__ = ["carried", "raised_here"]

#: What stands before an error of ours in the text that Spark makes of any error.
_MARK = "smartcart refused: "
_KINDS = {kind.__name__: kind for kind in (DataError, SettingsError)}
#: Records -> records, in a partition.
_Work = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]


class _RefusedError(RuntimeError):
    """An error of ours as text: Spark brings nothing else of an executor's error."""


def carried(work: _Work) -> _Work:
    """Return work for `mapInArrow` whose errors of ours `raised_here` knows again."""
    return partial(_run, work)


def _run(work: _Work, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    try:
        yield from work(batches)
    except SmartCartError as error:
        told = [type(error).__name__, error.what, error.next_step]
        more = [error.asks, error.choices] if isinstance(error, OpenQuestionError) else []
        raise _RefusedError(_MARK + json.dumps([*told, *more])) from None


@contextmanager
def raised_here() -> Iterator[None]:
    """Raise an error of ours, which an executor raised in `carried` work, as it was raised there.

    Raises
    ------
    DataError, SettingsError
    """
    try:
        yield
    except SmartCartError:
        raise
    except Exception as error:
        refused = _find(str(error))
        if refused is None:
            raise
        raise refused from None


def _find(text: str) -> SmartCartError | None:
    _, mark, rest = text.partition(_MARK)
    if not mark:
        return None
    try:
        kind, what, next_step, *more = json.JSONDecoder().raw_decode(rest)[0]
        if more:
            return OpenQuestionError(what, next_step, more[0], tuple(more[1]))
        return _KINDS[kind](what, next_step)
    except (ValueError, KeyError):  # cut off on its way, or of a kind that no partition raises
        return None
