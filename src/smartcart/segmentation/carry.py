"""Own names of an old model -> the new segments that last, never the same number."""

from __future__ import annotations

from collections.abc import Mapping

from smartcart.customers import Customers
from smartcart.errors import ModelFileError
from smartcart.segmentation.own_names import rename_segments
from smartcart.segmentation.pairs import LASTS, SegmentPair, pair_segments
from smartcart.segmentation.result import Segmentation

__all__ = ["carry_own_names"]


def carry_own_names(old: Segmentation, new: Segmentation, customers: Customers) -> Segmentation:
    """Carry a person's own names over to the segments that last.

    The old model places the customers now read; its segments are matched with the new ones
    (`pair_segments`), and a name goes with a match of at least 0.5. Names the new segments
    have been given already win.

    Parameters
    ----------
    old : Segmentation
        As a rule loaded from a file.
    new : Segmentation
        Of the same customers.
    customers : Customers

    Returns
    -------
    Segmentation
        The new one with the names; the evidence says where a name comes from, and a warning
        names each one that could not be carried over.
    """
    own = old.model.own_names
    if not own:
        return new
    try:
        placed = old.assign(customers)["segment_id"]
    except ModelFileError:
        why = "the table lacks columns that its model compares by"
        return new.with_warnings([_lost(each, own, why) for each in own])
    matches = {each.old: each for each in pair_segments(placed, new.assignments["segment_id"])}
    warnings, origins, names = [], {}, {}
    for old_id, name in own.items():
        match = matches.get(old_id)
        fault = _fault(name, match, new)
        if fault:
            warnings.append(_lost(old_id, own, fault))
        elif match is not None and match.new not in new.model.own_names:
            names[match.new] = name
            origins[match.new] = (
                f"carried over from {old_id} before (of the customers in either, "
                f"{match.jaccard:.0%} are in both)"
            )
    return rename_segments(new, names, origins).with_warnings(warnings)


def _fault(name: str, match: SegmentPair | None, new: Segmentation) -> str:
    """Return why a name cannot go with a match; empty where it can, or is there already."""
    bearers = {n.casefold(): id_ for id_, n in zip(new.model.ids, new.model.names, strict=True)}
    bearer = bearers.get(name.casefold())
    if match is None or not match.lasts:
        if bearer is not None:
            return f"{bearer} was given it, but no segment lasts from the one that bore it"
        nearest = "" if match is None else f" ({match.new}, the nearest, {match.jaccard:.0%})"
        return f"no segment shares at least {LASTS:.0%} of its customers{nearest}"
    if bearer == match.new:
        return ""
    if bearer is not None:
        return f"{bearer} is called so, but the segment that bore it is now {match.new}"
    given = new.model.own_names.get(match.new)
    return f"the segment is now called {given} ({match.new})" if given else ""


def _lost(old_id: str, own: Mapping[str, str], why: str) -> str:
    return f"The own name {own[old_id]} of {old_id} before was not carried over: {why}."
