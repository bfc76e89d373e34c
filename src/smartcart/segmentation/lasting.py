"""Ids that last: the same segments under the ids of the earlier segments they carry on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from smartcart.errors import SettingsError
from smartcart.profiles import UNMARKED, Profiles, RuleTree
from smartcart.segmentation.model import SegmentModel
from smartcart.segmentation.result import Segment, Segmentation, Training

__all__ = ["give_ids"]

_ID = re.compile(r"S[1-9][0-9]*")
#: The only texts that hold an id: a name without markers, and the warning of a small segment.
_UNMARKED_NAME = re.compile(rf"({re.escape(UNMARKED)} \()(S[0-9]+)(\))")
_SMALL_SEGMENT = re.compile(r"()(S[0-9]+)( has [0-9,]+ customers, fewer than )")


def give_ids(segmentation: Segmentation, renaming: Mapping[str, str]) -> Segmentation:
    """Give segments other ids; the order of the segments, by value, stays.

    Parameters
    ----------
    segmentation : Segmentation
        Fresh, or loaded from a file.
    renaming : mapping of str to str
        The new id of every id there is.

    Returns
    -------
    Segmentation
        The same but for ids: of the model (which scores by them, also after it was saved), the
        segments and their parts, the profiles, the rules. Own names go with their segment.

    Raises
    ------
    SettingsError
        When a segment gets no id, two get the same, or an id is not S and a number.

    Examples
    --------
    >>> import smartcart
    >>> frame = smartcart.make_customers(300, seed=0)
    >>> segmentation = smartcart.segment(frame, {"n_boot": 2, "n_null": 2, "segments": 2})
    >>> other = give_ids(segmentation, {"S1": "S7", "S2": "S1"})
    >>> other.model.ids, sorted(set(other.assign(frame)["segment_id"]))
    (('S7', 'S1'), ['S1', 'S7'])
    """
    _check(segmentation.model.ids, renaming)
    if all(old == new for old, new in renaming.items()):
        return segmentation
    model = _model(segmentation.model, renaming)
    names = dict(zip(model.ids, model.names, strict=True))
    return replace(
        segmentation,
        model=model,
        segments=tuple(_segment(each, renaming, names) for each in segmentation.segments),
        profiles=_profile_table(segmentation.profiles, renaming, model.names),
        warnings=tuple(_reworded(_SMALL_SEGMENT, each, renaming) for each in segmentation.warnings),
        rules=segmentation.rules and _rules(segmentation.rules, renaming),
        training=_training(segmentation.training, renaming, model.names),
    )


def _check(ids: tuple[str, ...], renaming: Mapping[str, str]) -> None:
    given = [renaming.get(each, "") for each in ids]
    wrong = [each for each in given if not _ID.fullmatch(each)]
    if wrong or set(renaming) != set(ids):
        raise SettingsError(
            f"Ids are given for {', '.join(renaming) or 'no segment'}; the segments are "
            f"{', '.join(ids)}, and each needs an id such as S1.",
            "Give every segment an id: S and a whole number from 1.",
        )
    if len(set(given)) < len(given):
        raise SettingsError(
            f"Two segments would have the same id ({', '.join(given)}).",
            "Give every segment an id of its own.",
        )


def _model(model: SegmentModel, renaming: Mapping[str, str]) -> SegmentModel:
    own = {renaming[each]: name for each, name in model.own_names.items()}
    computed = (_reworded(_UNMARKED_NAME, each, renaming) for each in model.computed_names)
    return replace(
        model,
        lasting_ids=tuple(renaming[each] for each in model.ids),
        computed_names=tuple(computed),
        own_names=dict(sorted(own.items(), key=lambda pair: int(pair[0][1:]))),
    )


def _segment(segment: Segment, renaming: Mapping[str, str], names: Mapping[str, str]) -> Segment:
    own = renaming[segment.id]
    parts = (
        replace(part, id=f"{own}.{part.id.partition('.')[2]}") for part in segment.sub_segments
    )
    evidence = (_reworded(_UNMARKED_NAME, each, renaming) for each in segment.evidence)
    return replace(
        segment, id=own, name=names[own], evidence=tuple(evidence), sub_segments=tuple(parts)
    )


def _rules(rules: RuleTree, renaming: Mapping[str, str]) -> RuleTree:
    stated = [replace(rule, segment_id=renaming[rule.segment_id]) for rule in rules.rules]
    return replace(rules, rules=tuple(stated))


def _profile_table(
    table: pd.DataFrame, renaming: Mapping[str, str], names: tuple[str, ...]
) -> pd.DataFrame:
    return table.rename(index=dict(renaming)).assign(segment=list(names))


def _training(
    training: Training | None, renaming: Mapping[str, str], names: tuple[str, ...]
) -> Training | None:
    if training is None:
        return None
    return replace(training, profiles=_profiles(training.profiles, renaming, names))


def _profiles(profiles: Profiles, renaming: Mapping[str, str], names: tuple[str, ...]) -> Profiles:
    return replace(
        profiles,
        table=_profile_table(profiles.table, renaming, names),
        positions=profiles.positions.rename(index=dict(renaming)),
        deviations=profiles.deviations.rename(index=dict(renaming)),
        markers=profiles.markers.rename(index=dict(renaming)),
    )


def _reworded(pattern: re.Pattern[str], text: str, renaming: Mapping[str, str]) -> str:
    def exchange(found: re.Match[str]) -> str:
        return found[1] + renaming.get(found[2], found[2]) + found[3]

    return pattern.sub(exchange, text)
