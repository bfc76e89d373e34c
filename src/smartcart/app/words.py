"""Texts for the page: what comes out of data is shown as it is, never obeyed."""

from __future__ import annotations

import re

from smartcart.errors import SmartCartError
from smartcart.report.words import show_hidden

__all__ = ["STAGES", "plain", "said"]

#: Letters that Markdown, or Streamlit's additions to it, may read as a command.
_COMMANDS = re.compile(r"([!-/:-@\[-`{-~])")
#: A name between colons becomes a picture after the escapes are gone; this keeps it apart.
_COLON = re.compile(r":(?=\w)")
_JOINER = "\u2060"

#: Stages of the work, as people call them.
STAGES = {
    "wait": "Waiting for other work to finish",
    "read": "Reading and checking",
    "forecast": "Trying forecasts on days of the past",
    "features": "Preparing the comparison",
    "choose": "Comparing numbers of segments",
    "fit": "Finding the segments",
    "profile": "Describing and naming them",
    "recommend": "Comparing with customers of the same kind",
    "campaign": "Learning who answers, and testing it",
    "report": "Writing the results",
}


def plain(text: object) -> str:
    r"""Return a text that Markdown shows letter by letter.

    Names, levels, columns and files come from somebody's data: none may become a link, a
    picture, a heading or a colour. Letters that cannot be seen are written as escapes.

    Examples
    --------
    >>> print(plain("*Gold* [club](x) $5"))
    \*Gold\* \[club\]\(x\) \$5
    >>> plain(":material/face:") == "\\:\u2060material\\/face\\:"
    True
    """
    joined = _COLON.sub(f":{_JOINER}", " ".join(show_hidden(str(text)).split()))
    return _COMMANDS.sub(r"\\\1", joined)


def said(error: SmartCartError) -> str:
    """Return an error as Markdown: what is wrong, and below it the next step."""
    step = f"\n\n**Next step:** {plain(error.next_step)}" if error.next_step else ""
    return f"{plain(error.what)}{step}"
