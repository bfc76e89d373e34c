"""Which product codes stand for no product: postage, fees, discounts, adjustments, vouchers."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["SHORTEST", "service_pattern"]

#: Regular expressions (RE2) for whole texts.
_WORDS = (
    r"post|postage|dot|manual|discount|carriage|samples?|pads|cruk"
    r"|bank charges|amazon ?fee|adjust(?:ment)?[^a-z]*|shipping.*|delivery|voucher.*"
    r"|gift|gift_.*|gift[ -]?(?:card|voucher).*"
)
#: Manual, discount, samples, carriage and commission at one shop; at another they may be products.
_SHORT = ("b", "c2", "c3", "d", "m", "s")
#: Codes of so many characters or fewer are looked at together.
SHORTEST = 2
#: Services are rare: at most one line in so many.
_RARE = 20


def service_pattern(short: Mapping[str, int], n_lines: int) -> str:
    """Return the regular expression (RE2) of codes that stand for no product.

    Words such as POST or BANK CHARGES always do. B, S, M, D, C2 and C3 do where they look like
    exceptions: no other code that begins with a letter is as short, and at most one line in
    twenty has one of them. Else they are taken for products.

    Parameters
    ----------
    short : mapping of str to int
        The product codes of one or two characters, and how many lines have each.
    n_lines : int
        How many lines have a product code.

    Examples
    --------
    >>> "|m|" in service_pattern({"M": 850, "s": 41}, 525_461)
    True
    >>> service_pattern({"M": 850, "L": 900}, 525_461) == service_pattern({"M": 40_000}, 525_461)
    True
    """
    alike = {code: n for code, n in short.items() if code[:1].isalpha()}
    exceptions = all(code.lower() in _SHORT for code in alike)
    rare = sum(alike.values()) * _RARE <= n_lines
    codes = f"{'|'.join(_SHORT)}|" if exceptions and rare else ""
    return rf"(?is){codes}{_WORDS}"
