"""A person's own names on top of the computed ones; which is which stays visible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from smartcart.config import check_own_names, refuse_shared_names
from smartcart.errors import SettingsError
from smartcart.segmentation.model import SegmentModel
from smartcart.segmentation.result import Segment, Segmentation, Training

__all__ = ["rename_segments"]

_OWN = "Own name"


def rename_segments(
    segmentation: Segmentation,
    names: Mapping[str, str],
    origins: Mapping[str, str] | None = None,
) -> Segmentation:
    """Give segments a person's own names; those of other segments stay.

    Parameters
    ----------
    segmentation : Segmentation
        Fresh, or loaded from a file.
    names : mapping of str to str
        Own name by id. The computed name takes an own name away.
    origins : mapping of str to str, optional
        Where a name comes from, by id; said in the evidence.

    Returns
    -------
    Segmentation
        The same but for names: of the model, the segments, the profiles. The evidence of a
        segment with an own name holds the computed one.

    Raises
    ------
    SettingsError
        For an id that is not there, an impossible name, or two segments with one name.

    Examples
    --------
    >>> import smartcart
    >>> frame = smartcart.make_customers(300, seed=0)
    >>> segmentation = smartcart.segment(frame, {"n_boot": 2, "n_null": 2, "segments": 3})
    >>> renamed = rename_segments(segmentation, {"S1": "Gold club"})
    >>> renamed.segments[0].name, renamed.model.computed_names[0], renamed.model.own_names
    ('Gold club', 'High-value loyal customers', {'S1': 'Gold club'})
    """
    checked = check_own_names(names)
    if not checked:
        return segmentation
    model = _renamed_model(segmentation.model, checked)
    by_id = dict(zip(model.ids, model.names, strict=True))
    profiles = segmentation.profiles.assign(segment=list(model.names))
    return replace(
        segmentation,
        model=model,
        segments=tuple(
            _renamed(segment, by_id[segment.id], model, (origins or {}).get(segment.id, ""))
            if segment.id in checked
            else segment
            for segment in segmentation.segments
        ),
        profiles=profiles,
        training=_renamed_training(segmentation.training, model.names),
    )


def _renamed_model(model: SegmentModel, names: Mapping[str, str]) -> SegmentModel:
    unknown = [each for each in names if each not in model.ids]
    if unknown:
        raise SettingsError(
            f"A name is given to {', '.join(unknown)}, and there is no such segment.",
            f"There {'is' if len(model.ids) == 1 else 'are'} {', '.join(model.ids)}.",
        )
    computed = dict(zip(model.ids, model.computed_names, strict=True))
    own = {id_: name for id_, name in {**model.own_names, **names}.items() if name != computed[id_]}
    refuse_shared_names({**computed, **own})
    return replace(model, own_names=dict(sorted(own.items(), key=lambda pair: int(pair[0][1:]))))


def _renamed(segment: Segment, name: str, model: SegmentModel, origin: str) -> Segment:
    evidence = tuple(each for each in segment.evidence if not each.startswith(_OWN))
    if segment.id in model.own_names:
        computed = model.computed_names[model.ids.index(segment.id)]
        whence = f", {origin}" if origin else ""
        evidence = (f"{_OWN}{whence}; the figures call it {computed}.", *evidence)
    return replace(segment, name=name, evidence=evidence)


def _renamed_training(training: Training | None, names: tuple[str, ...]) -> Training | None:
    if training is None:
        return None
    table = training.profiles.table.assign(segment=list(names))
    return replace(training, profiles=replace(training.profiles, table=table))
