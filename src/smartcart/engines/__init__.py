"""The same flow where the customers are: an engine that holds more of them than one machine.

In: a path that a cluster of Spark can read. Out: the same `Segmentation`, and the segment of every
customer on the cluster. What comes back are whole numbers added up by key, and one stated sample.

Names are loaded when they are first used: an executor loads no more than it works with.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smartcart.engines.customers import CustomersThere, check_there
    from smartcart.engines.java import find_java
    from smartcart.engines.kept import keep_there
    from smartcart.engines.reason import told_by_spark
    from smartcart.engines.score import score_there
    from smartcart.engines.segment import SAMPLE, refuse_method, segment_there
    from smartcart.engines.session import find_master, open_session
    from smartcart.engines.source import Source, read_there
    from smartcart.engines.target import find_target, has_scheme, here, refuse_taken, write_there

#: Name -> the module of this room that holds it.
_FACE = {
    "SAMPLE": "segment",
    "CustomersThere": "customers",
    "Source": "source",
    "check_there": "customers",
    "find_java": "java",
    "find_master": "session",
    "find_target": "target",
    "has_scheme": "target",
    "here": "target",
    "keep_there": "kept",
    "open_session": "session",
    "read_there": "source",
    "refuse_method": "segment",
    "refuse_taken": "target",
    "score_there": "score",
    "segment_there": "segment",
    "told_by_spark": "reason",
    "write_there": "target",
}

__all__ = [
    "SAMPLE",
    "CustomersThere",
    "Source",
    "check_there",
    "find_java",
    "find_master",
    "find_target",
    "has_scheme",
    "here",
    "keep_there",
    "open_session",
    "read_there",
    "refuse_method",
    "refuse_taken",
    "score_there",
    "segment_there",
    "told_by_spark",
    "write_there",
]


def __getattr__(name: str) -> Any:
    if name not in _FACE:
        raise AttributeError(f"module 'smartcart.engines' has no attribute {name!r}")
    return getattr(import_module(f"smartcart.engines.{_FACE[name]}"), name)
