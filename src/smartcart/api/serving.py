"""What serves: one immutable snapshot, taken once by each request, and how it is replaced."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import orjson

from smartcart.api.bodies import BodyCheck
from smartcart.api.metrics import Metrics
from smartcart.api.plain import PlainBodies
from smartcart.api.problems import Problem
from smartcart.errors import SmartCartError, StoreError
from smartcart.jobs.serve import (
    People,
    ServeJob,
    find_objecting,
    learn_people,
    learn_recommender,
)
from smartcart.segmentation import Batch, Scorer, Segmentation

if TYPE_CHECKING:
    from smartcart.recommend import Recommender
    from smartcart.store import Champion, Store

__all__ = ["Serving", "Snapshot", "State"]

#: Models that are kept laid out: a swap back costs nothing.
_KEPT = 8


@dataclass(frozen=True, eq=False)
class Serving:
    """A model, laid out once: it never changes, and is shared by all requests."""

    model_hash: str
    segmentation: Segmentation = field(repr=False)
    scorer: Scorer = field(repr=False)
    check: BodyCheck = field(repr=False)
    plain: PlainBodies = field(repr=False)
    people: People | None = field(default=None, repr=False)

    def read(self, body: bytes) -> Batch:
        """Return the customers of a body, or refuse it in words."""
        plain = self.plain.read(body)
        return self.scorer.read(self.check.customers(body)) if plain is None else plain


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What a request works with from its first step to its last."""

    serving: Serving
    version: int | None

    def answer(self, **content: Any) -> bytes:
        """Return an answer as JSON: it begins with the model and its version."""
        return orjson.dumps({"model": self.serving.model_hash, "version": self.version, **content})

    def answer_of(self, model_hash: str | None, **content: Any) -> bytes:
        """Return an answer that was made by a model, perhaps not the one that serves."""
        version = self.version if model_hash == self.serving.model_hash else None
        return orjson.dumps({"model": model_hash, "version": version, **content})


@dataclass(frozen=True)
class Health:
    """Whether all is well, and if not, why; for anybody to read."""

    trouble: str = ""
    swaps: int = 0
    failures: int = 0


class State:
    """The one thing that changes: which snapshot serves. Only the event loop changes it."""

    def __init__(self, job: ServeJob, store: Store | None = None) -> None:
        self.job = job
        self.store = store
        self.recommender: Recommender | None = None
        self.health = Health()
        self._now: Snapshot | None = None
        self._kept: OrderedDict[str, Serving] = OrderedDict()
        self._refreshing = asyncio.Lock()

    @property
    def now(self) -> Snapshot:
        """The snapshot that serves.

        Raises
        ------
        Problem
            503 when there is none.
        """
        if self._now is None:
            raise Problem(
                503,
                "No model serves yet.",
                "Promote one: smartcart refresh or smartcart promote.",
                headers={"retry-after": "5"},
            )
        return self._now

    def objecting(self, ids: Sequence[str]) -> frozenset[str]:
        """Return who of some customers must not be contacted, as it stands at this moment."""
        if self.store is not None:
            return self.store.objecting(ids)
        return find_objecting(ids)

    def tell(self, metrics: Metrics) -> None:
        """Bring the figures of the model up to date."""
        model, version = "", None
        if self._now is not None:
            model, version = self._now.serving.model_hash, self._now.version
        metrics.tell_model(model, version, self.health.swaps, self.health.failures)

    @property
    def check(self) -> BodyCheck | None:
        """What bodies are held against; None while no model serves."""
        return None if self._now is None else self._now.serving.check

    def start(self) -> None:
        """Read what serves first; a damaged champion gives way to the last good model.

        Raises
        ------
        SmartCartError
            When the model or a table cannot be read.
        """
        self.recommender = learn_recommender(self.job)
        if self.store is None:
            model_hash, segmentation = self.job.read_model()
            self._now = Snapshot(self._lay_out(model_hash, segmentation), None)
            return
        champion = self.store.champion()
        try:
            self._take(champion, self._load(champion))
        except StoreError:
            good = self.store.last_good_model()
            versions = [
                each.version
                for each in self.store.promotions()
                if each.model_hash == good.model_hash
            ]
            self._now = Snapshot(self._lay_out(good.model_hash, good.segmentation), max(versions))
            self._fail(champion)

    async def refresh(self) -> None:
        """Look which model is the champion, and let it serve; what is damaged serves never."""
        if self.store is None:
            return
        async with self._refreshing:
            try:
                champion = await asyncio.to_thread(self.store.champion)
            except SmartCartError:
                self.health = replace(self.health, trouble="The store does not answer.")
                return
            if self._now is not None and self._now.version == champion.version:
                self.health = replace(self.health, trouble="")
                return
            try:
                serving = self._kept.get(champion.model_hash or "") or await asyncio.to_thread(
                    self._load, champion
                )
            except SmartCartError:
                self._fail(champion)
                return
            self._take(champion, serving)

    def _load(self, champion: Champion) -> Serving | None:
        if champion.model_hash is None or self.store is None:
            return None
        found = self.store.get_model(champion.model_hash)
        return self._lay_out(found.model_hash, found.segmentation)

    def _lay_out(self, model_hash: str, segmentation: Segmentation) -> Serving:
        scorer = Scorer.of(segmentation.model)
        people = learn_people(self.job, segmentation)
        checks = BodyCheck(scorer.fields), PlainBodies(scorer.fields)
        return Serving(model_hash, segmentation, scorer, *checks, people)

    def _take(self, champion: Champion, serving: Serving | None) -> None:
        if serving is None:
            return
        is_swap = self._now is not None
        self._kept[serving.model_hash] = serving
        self._kept.move_to_end(serving.model_hash)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self._now = Snapshot(serving, champion.version)
        self.health = replace(self.health, trouble="", swaps=self.health.swaps + is_swap)

    def _fail(self, champion: Champion) -> None:
        served = f"version {self._now.version} serves" if self._now else "no model serves"
        trouble = f"Version {champion.version} of the model is damaged or does not fit; {served}."
        if trouble != self.health.trouble:
            self.health = replace(self.health, trouble=trouble, failures=self.health.failures + 1)
