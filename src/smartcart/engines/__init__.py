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
    from smartcart.engines.score import score_there
    from smartcart.engines.segment import SAMPLE, refuse_method, segment_there
    from smartcart.engines.session import find_java, find_master, open_session
    from smartcart.engines.source import Source, read_there

#: Name -> the module of this room that holds it.
_FACE = {
    "SAMPLE": "segment",
    "CustomersThere": "customers",
    "Source": "source",
    "check_there": "customers",
    "find_java": "session",
    "find_master": "session",
    "open_session": "session",
    "read_there": "source",
    "refuse_method": "segment",
    "score_there": "score",
    "segment_there": "segment",
}

__all__ = [
    "SAMPLE",
    "CustomersThere",
    "Source",
    "check_there",
    "find_java",
    "find_master",
    "open_session",
    "read_there",
    "refuse_method",
    "score_there",
    "segment_there",
]


def __getattr__(name: str) -> Any:
    if name not in _FACE:
        raise AttributeError(f"module 'smartcart.engines' has no attribute {name!r}")
    return getattr(import_module(f"smartcart.engines.{_FACE[name]}"), name)
