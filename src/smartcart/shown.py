"""The door through which a notebook shows a result: opened when a person looks at one."""

from __future__ import annotations

from typing import Any

__all__ = ["Shown"]


class Shown:
    """A result that says of itself what it is, in words and a table, where a notebook asks.

    What is said stands in `smartcart.notebook`, which knows every word; it is loaded when it is
    first needed, so that no room of the flow depends on it.
    """

    def _repr_html_(self) -> str:
        from smartcart.notebook import show_html

        return show_html(self)

    def _repr_mimebundle_(self, **_kinds: Any) -> dict[str, str]:
        """Return both kinds: a data class of its own accord would print every table it holds."""
        from smartcart.notebook import show_text

        return {"text/html": self._repr_html_(), "text/plain": show_text(self)}
