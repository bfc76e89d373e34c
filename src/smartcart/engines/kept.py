"""What a cluster keeps for a while, and lets go whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["keep_there"]


@contextmanager
def keep_there(frame: DataFrame) -> Iterator[DataFrame]:
    """Keep a frame on the cluster until the block ends, with an error or without one."""
    held = frame.persist()
    try:
        yield held
    finally:
        held.unpersist()
