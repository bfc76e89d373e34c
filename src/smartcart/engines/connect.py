"""A server of Spark Connect: asked whether it is there before PySpark asks it for minutes."""

from __future__ import annotations

from smartcart.errors import SettingsError, quoted

__all__ = ["check_answers", "shown"]

#: Seconds to wait for a connection. PySpark by itself tries for some ten minutes.
_PATIENCE = 10.0


def shown(address: str) -> str:
    """Return an address without what may follow it: a token, a name of a user.

    Examples
    --------
    >>> shown("sc://cluster:15002/;token=secret")
    'sc://cluster:15002'
    """
    return address.partition(";")[0].rstrip("/") if address.startswith("sc://") else address


def check_answers(address: str) -> None:
    """Refuse an address ``sc://`` where nothing takes a connection of Spark Connect.

    The connection is that of PySpark itself, with its encryption and through its proxies.

    Raises
    ------
    SettingsError
    ImportError
        When the parts of PySpark that speak Spark Connect are not installed.
    """
    import grpc
    from pyspark.sql.connect.client import DefaultChannelBuilder

    channel = DefaultChannelBuilder(address).toChannel()
    try:
        grpc.channel_ready_future(channel).result(timeout=_PATIENCE)
    except grpc.FutureTimeoutError:
        raise SettingsError(
            f"No session of Spark at {quoted(shown(address))}: nothing that speaks Spark Connect "
            f"answers there within {_PATIENCE:g} seconds.",
            "Check --master or SPARK_REMOTE, that the server runs, and the way to it (its port, a "
            "firewall); --master 'local[2]' starts a Spark here.",
        ) from None
    finally:
        channel.close()
