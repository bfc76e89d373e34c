"""Segments of an old model and of a new one: which lasts, and what became of the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from smartcart.errors import DataError
from smartcart.segmentation import Segmentation, give_ids, rename_segments
from smartcart.through_time.events import Change, find_changes, measure_jaccards, pair_lasting
from smartcart.through_time.placing import (
    Model,
    Table,
    keep_customers,
    learnt_from,
    model_of,
    place,
)

__all__ = ["SegmentEvent", "SegmentMatch", "match_places", "match_segments"]

_ID = re.compile(r"S([1-9][0-9]*)")
_KINDS = ("survive", "split", "merge", "birth", "death")


@dataclass(frozen=True)
class SegmentEvent:
    """What became of a segment.

    Attributes
    ----------
    kind : str
        survive, split, merge, birth or death.
    old, new : tuple of str
        Ids before and after, both lasting ones: a survivor has one id on both sides.
    overlap : float
        0 to 1. Survive: the Jaccard of the two. Split: the share of the old segment that is in
        the parts. Merge: the share of the new segment that comes from the sources. Birth: the
        largest share that came from one old segment. Death: the largest share that went to one
        new segment.
    """

    kind: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    overlap: float

    @property
    def sentence(self) -> str:
        """The event in words."""
        old, new, share = " and ".join(self.old), " and ".join(self.new), f"{self.overlap:.0%}"
        return {
            "survive": f"{new} lasts (of the customers in either, {share} are in both).",
            "split": f"{old} split into {new}, which hold {share} of it.",
            "merge": f"{old} merged into {new}, {share} of which comes from them.",
            "birth": f"{new} is new (at most {share} of it comes from one earlier segment).",
            "death": f"{old} is gone (at most {share} of it went to one segment).",
        }[self.kind]


@dataclass(frozen=True)
class SegmentMatch:
    """Which new segments carry old ones on, and under which ids.

    Attributes
    ----------
    overlap : DataFrame of int of shape (n_old, n_new)
        Customers by old id (rows) and lasting id of the new segments (columns).
    pairs : mapping of str to float
        Ids that last, with the Jaccard of the two segments, 0.5 to 1.
    events : tuple of SegmentEvent
        Every old and every new segment is in at least one.
    renaming : mapping of str to str
        Lasting id by id in the new model.
    own_names : mapping of str to str
        A person's own names in the old model, by id.
    n_customers : int
        Customers in both, by whom the segments were compared.
    """

    overlap: pd.DataFrame
    pairs: Mapping[str, float]
    events: tuple[SegmentEvent, ...]
    renaming: Mapping[str, str]
    own_names: Mapping[str, str] = field(default_factory=dict)
    n_customers: int = 0

    def apply(self, new: Segmentation) -> Segmentation:
        """Return the new segmentation under lasting ids; own names go with the ids that last.

        A name that a person has given in the new one wins. A name that another new segment bears
        is not carried over, and a warning says so.

        Raises
        ------
        SettingsError
            When it is not the segmentation that was matched.
        """
        renamed = give_ids(new, self.renaming)
        wanted = {
            id_: name
            for id_, name in self.own_names.items()
            if id_ in self.pairs and id_ not in renamed.model.own_names
        }
        bearers = {
            name.casefold(): id_
            for id_, name in zip(renamed.model.ids, renamed.model.names, strict=True)
        }
        taken = [each for each in wanted if bearers.get(wanted[each].casefold(), each) != each]
        warnings = [
            f"The own name {wanted[each]} of {each} was not carried over: "
            f"{bearers[wanted[each].casefold()]} is called so."
            for each in taken
        ]
        names = {id_: name for id_, name in wanted.items() if id_ not in taken}
        origins = {
            each: f"it lasts (of the customers in either, {self.pairs[each]:.0%} are in both)"
            for each in names
        }
        return rename_segments(renamed, names, origins).with_warnings(warnings)


def match_segments(
    old: Model, new: Model, customers: Table | None = None, *, used_ids: Iterable[str] = ()
) -> SegmentMatch:
    """Match the segments of two models by the customers they share.

    Both models place the same customers. Segments are paired one to one so that the sum of their
    Jaccard indices is largest (Kuhn 1955), counting only those of at least 0.5; these last, and
    keep their id. What became of the others is told as in MONIC (Spiliopoulou et al. 2006): a
    part of a split has more than half of its customers from the old segment and at least a
    tenth of that segment; a source of a merge has more than half of its customers in the new
    segment and is at least a tenth of that; the rest are births and deaths. Other segments get
    ids that were never used. Labels count for nothing: permuted ones give the same ids.

    Parameters
    ----------
    old, new : Segmentation or SegmentModel
    customers : Customers or DataFrame, optional
        Customers whom both know, as they are now. When not given: those the new model was learnt
        from, and of them those the old one was learnt from, where it still holds them.
    used_ids : iterable of str
        Ids of segments ever used, also by models before the old one; a fresh id is above all.

    Returns
    -------
    SegmentMatch

    Raises
    ------
    DataError
        When there are no customers to compare by.
    ModelFileError
        When the customers lack columns that one of the models compares by.

    Examples
    --------
    >>> import smartcart
    >>> frame = smartcart.make_customers(300, seed=0)
    >>> settings = {"n_boot": 2, "n_null": 2}
    >>> three = smartcart.segment(frame, {**settings, "segments": 3})
    >>> match_segments(three, three).renaming
    {'S1': 'S1', 'S2': 'S2', 'S3': 'S3'}
    """
    found = _customers_of(old, new) if customers is None else customers
    return match_places(old, new, place(old, found), place(new, found), used_ids=used_ids)


def match_places(
    old: Model, new: Model, before: pd.Series, after: pd.Series, *, used_ids: Iterable[str] = ()
) -> SegmentMatch:
    """Match the segments of two models that have placed their customers already.

    Parameters
    ----------
    before, after : Series of str, indexed by customer id
        Id of the segment in the old model and in the new one; those in both are compared.

    Raises
    ------
    DataError
        When no customer is in both.
    """
    both = before.index.intersection(after.index, sort=False)
    if both.empty:
        raise DataError(
            "There are no customers to compare the segments by: nobody was placed by both models.",
            "Give customers whom both models know.",
        )
    old_ids, new_ids = model_of(old).ids, _in_order(model_of(new).ids, after.loc[both])
    shared = (
        pd.crosstab(before.loc[both], after.loc[both])
        .reindex(index=list(old_ids), columns=new_ids, fill_value=0)
        .to_numpy(dtype=np.int64)
    )
    jaccards = measure_jaccards(shared)
    pairs = pair_lasting(jaccards)
    renaming = _lasting_ids(old_ids, new_ids, pairs, used_ids)
    lasting = [renaming[each] for each in new_ids]
    table = pd.DataFrame(shared, pd.Index(old_ids, name="old"), pd.Index(lasting, name="new"))
    return SegmentMatch(
        overlap=table[sorted(lasting, key=_number)],
        pairs={old_ids[i]: float(jaccards[i, j]) for i, j in sorted(pairs.items())},
        events=_events(find_changes(shared, pairs), old_ids, lasting),
        renaming={each: renaming[each] for each in model_of(new).ids},
        own_names=dict(model_of(old).own_names),
        n_customers=len(both),
    )


def _customers_of(old: Model, new: Model) -> Table:
    customers, earlier = learnt_from(new), learnt_from(old)
    if customers is None:
        raise DataError(
            "There are no customers to compare the segments by: the new model was read from a "
            "file, and a model file holds none.",
            "Give customers whom both models know: match_segments(old, new, customers).",
        )
    return keep_customers(customers, earlier.table.index) if earlier is not None else customers


def _in_order(ids: tuple[str, ...], placed: pd.Series) -> list[str]:
    """Put new segments in an order that no label decides: the largest, then the first customer."""
    codes, found = pd.factorize(placed.to_numpy())  # by first customer
    sizes = np.bincount(codes, minlength=len(found))
    ordered = [str(found[i]) for i in np.argsort(-sizes, kind="stable")]
    return [*ordered, *(each for each in ids if each not in set(ordered))]


def _lasting_ids(
    old_ids: tuple[str, ...], new_ids: list[str], pairs: dict[int, int], used_ids: Iterable[str]
) -> dict[str, str]:
    kept = {new_ids[j]: old_ids[i] for i, j in pairs.items()}
    fresh = 1 + max(map(_number, (*old_ids, *used_ids)), default=0)
    renaming = {}
    for each in new_ids:
        renaming[each] = kept.get(each) or f"S{fresh}"
        fresh += each not in kept
    return renaming


def _number(segment_id: str) -> int:
    found = _ID.fullmatch(segment_id)
    return int(found[1]) if found else 0


def _events(
    changes: list[Change], old_ids: tuple[str, ...], new_ids: list[str]
) -> tuple[SegmentEvent, ...]:
    events = [
        SegmentEvent(
            each.kind,
            tuple(sorted((old_ids[i] for i in each.old), key=_number)),
            tuple(sorted((new_ids[j] for j in each.new), key=_number)),
            each.overlap,
        )
        for each in changes
    ]

    def place_of(event: SegmentEvent) -> tuple[int, list[int]]:
        return _KINDS.index(event.kind), [_number(each) for each in (*event.old, *event.new)]

    return tuple(sorted(events, key=place_of))
