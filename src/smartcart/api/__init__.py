"""The HTTP API.

In: a model, a file or the champion of a store, and customers in the body of a request. Out: their
segments as JSON, each answer from one model, which it names. `build_app` makes the application,
`run_server` serves it.
"""

from smartcart.errors import MissingExtraError

try:
    import fastapi  # noqa: F401
    import httptools  # noqa: F401
    import orjson  # noqa: F401
    import prometheus_client  # noqa: F401
    import uvicorn  # noqa: F401
except ImportError:
    raise MissingExtraError("The HTTP API", "api") from None

from smartcart.api.app import Limits, build_app
from smartcart.api.keys import ApiKey, Scope, make_key, parse_keys, read_keys
from smartcart.api.run import ServerJob, check_access, run_server
from smartcart.api.serving import State

__all__ = [
    "ApiKey",
    "Limits",
    "Scope",
    "ServerJob",
    "State",
    "build_app",
    "check_access",
    "make_key",
    "parse_keys",
    "read_keys",
    "run_server",
]
