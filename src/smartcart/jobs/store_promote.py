"""Another model serves: one of the store, one from a file, or the one that served before."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from smartcart.errors import ChampionMovedError, StoreError
from smartcart.jobs.store_open import open_there
from smartcart.model_file import load_model
from smartcart.store import Champion, Promotion, Store, open_store

__all__ = [
    "Promoted",
    "find_earlier",
    "promote_model",
    "promote_stored",
    "roll_back",
    "served_before",
]


#: A mistyped number of a run is not to name a model.
_SHORTEST = 6


@dataclass(frozen=True)
class Promoted:
    """Which model serves now, and which did before; both are one where nothing changed."""

    store: str
    before: Champion
    champion: Champion
    reason: str

    @property
    def has_changed(self) -> bool:
        """Whether another model serves."""
        return self.champion != self.before


def promote_model(
    address: str | None, what: str, reason: str = "", expected_version: int | None = None
) -> Promoted:
    """Let a model serve, if nobody promotes another one at this moment.

    Parameters
    ----------
    what : str
        The number of a run: the model that it learnt, promoted or not, or else the one that
        placed its customers. The SHA-256 of a model of the store, or the beginning of it. Or a
        model file, which is put into the store first.
    expected_version : int, optional
        Version of the champion that the person who decided has seen; the one of this moment
        when not given.

    Raises
    ------
    StoreError
        When there is no such run or model, the run has none, or the model is damaged.
    ModelFileError
        When the file is no intact model file.
    ChampionMovedError
        When somebody else promoted in the meantime. Nothing was changed.
    """
    path = Path(what)
    is_file = bool(path.suffix) or os.sep in what or path.is_file()
    if is_file:
        load_model(path)  # what is no model makes no store
    store = open_store(address) if is_file else open_there(address)
    before = _before(store, expected_version)
    model_hash = store.put_model(path.read_bytes()) if is_file else _find(store, what)
    named = path.name if is_file else f"run {what}" if len(what) < _SHORTEST else what[:12]
    return _promote(store, model_hash, before, reason or f"By hand: {named}.")


def promote_stored(
    address: str | None, beginning: str, expected_version: int, reason: str = ""
) -> Promoted:
    """Let a model of the store serve, if the champion is still at the version expected.

    `beginning` is the SHA-256 of the model or the beginning of it, never a path: it may come
    from outside.

    Raises
    ------
    StoreError
        When there is no such model, or it is damaged.
    ChampionMovedError
        When the champion is at another version. Nothing was changed.
    """
    store = open_there(address)
    before = _before(store, expected_version)
    model_hash = store.find_model(beginning)
    return _promote(store, model_hash, before, reason or f"By hand: {model_hash[:12]}.")


def roll_back(
    address: str | None, reason: str = "", expected_version: int | None = None
) -> Promoted:
    """Let the model serve that served before the present one; see `served_before`.

    A damaged one is passed over. `expected_version` is as in `promote_model`.

    Raises
    ------
    StoreError
        When no intact model served before.
    ChampionMovedError
        When somebody else promoted in the meantime. Nothing was changed.
    """
    store = open_there(address)
    before = _before(store, expected_version)
    earlier = find_earlier(store, before)
    if earlier is None:
        raise StoreError(
            f"No intact model served before version {before.version}.",
            "smartcart history --promotions lists what served; smartcart promote takes any of "
            "them.",
        )
    told = f"Rolled back from version {before.version} to the model of {earlier.version}."
    return _promote(store, earlier.model_hash, before, f"{told} {reason}".strip())


def find_earlier(store: Store, before: Champion) -> Promotion | None:
    """Return the promotion whose model a rollback lets serve again; None where there is none."""
    past = [each for each in store.promotions() if each.version <= before.version]
    intact = (each for each in served_before(past) if _is_intact(store, each.model_hash))
    return next(intact, None)


def served_before(promotions: Iterable[Promotion]) -> list[Promotion]:
    """Return the models that a rollback goes to, the nearest first.

    A model that serves again stands where it stood first, and what came after it is no longer
    before anything. So one rollback after another goes further back, and never forth again.

    Examples
    --------
    >>> from datetime import datetime
    >>> def served(*models):
    ...     return [Promotion(n, m, datetime(2026, 7, n), "") for n, m in enumerate(models, 1)]
    >>> [each.model_hash for each in served_before(served("a", "b", "c"))]
    ['b', 'a']
    >>> [each.model_hash for each in served_before(served("a", "b", "c", "b"))]
    ['a']
    >>> [each.model_hash for each in served_before(served("a", "b", "c", "b", "d"))]
    ['b', 'a']
    """
    served: list[Promotion] = []
    for each in promotions:
        hashes = [one.model_hash for one in served]
        if each.model_hash in hashes:
            served = served[: hashes.index(each.model_hash) + 1]
        else:
            served.append(each)
    return served[-2::-1]


def _before(store: Store, expected_version: int | None) -> Champion:
    """Return the champion; refuse to go on where it is not the one that was seen."""
    champion = store.champion()
    if expected_version is not None and champion.version != expected_version:
        raise ChampionMovedError(
            f"The champion is at version {champion.version}; version {expected_version} was "
            "expected. Nothing was promoted.",
            "Read the champion again, and decide anew.",
        )
    return champion


def _promote(store: Store, model_hash: str, before: Champion, reason: str) -> Promoted:
    if model_hash == before.model_hash:
        return Promoted(store.name, before, before, reason)
    champion = store.promote(model_hash, before.version, reason)
    return Promoted(store.name, before, champion, reason)


def _find(store: Store, what: str) -> str:
    runs = {str(run.run_id): run for run in store.history()}
    if what not in runs and len(what) >= _SHORTEST:
        return store.find_model(what)
    if what not in runs:
        raise StoreError(
            f"The store has no run {what}.",
            f"smartcart history lists the runs; of a SHA-256, give {_SHORTEST} characters or more.",
        )
    learnt = runs[what].figures.get("challenger") or {}
    found = learnt.get("model_hash") or runs[what].model_hash
    if found is None:
        raise StoreError(
            f"Run {what} has no model: it ended as {runs[what].status}.",
            "smartcart history lists the runs.",
        )
    return str(found)


def _is_intact(store: Store, model_hash: str) -> bool:
    try:
        store.get_model(model_hash)
    except StoreError:
        return False
    return True
