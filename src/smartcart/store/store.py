"""The store: what is known from one run to the next, in one database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

import pandas as pd
import sqlalchemy as sa

from smartcart.model_file import parse_model
from smartcart.store import champion, models, people, runs, search
from smartcart.store.assignments import add_assignments, find_assignment, read_assignments
from smartcart.store.connect import asking, make_engine, reading, use_journal, writing
from smartcart.store.lock import hold_lock
from smartcart.store.place import find_place, is_there, prepare_file
from smartcart.store.records import (
    Assignment,
    Champion,
    ErasureReceipt,
    Event,
    Promotion,
    Run,
    StoredModel,
    Suppression,
    Traces,
)
from smartcart.store.schema import check_schema, migrate, read_schema
from smartcart.tables.database_address import Address

__all__ = ["Store", "open_store", "store_format"]


def open_store(address: str | None = None, *, read_only: bool = False) -> Store:
    """Open a store; make it, or bring it to the format of today, where that is needed.

    Parameters
    ----------
    address : str, optional
        ``sqlite:///store.db`` or ``postgresql://user@host/database``. By default the file
        ``store.db`` in the user's data folder.
    read_only : bool
        Change nothing, not even the format.

    Raises
    ------
    SettingsError
        For an address that cannot be read.
    StoreError
        When the database cannot be opened, or a newer version wrote the store.
    MissingExtraError
        When the "database" extra is not installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     store = open_store(f"sqlite:///{folder}/store.db")
    ...     _ = store.suppress(["17", "4"], reason="asked by letter")
    ...     [each.customer_id for each in store.suppressed()], store.champion()
    (['17', '4'], Champion(version=0, model_hash=None))
    """
    place = find_place(address)
    engine = make_engine(place, read_only=read_only)
    if read_only:
        with asking(place, "to be opened"), reading(engine) as connection:
            check_schema(connection, place.name)
        return Store(place, engine)
    if place.kind == "sqlite":
        prepare_file(place)
        with asking(place, "to be opened"), engine.connect() as connection:
            use_journal(connection)
    with asking(place, "to be opened"), writing(engine) as connection:
        migrate(connection, place.name)
    return Store(place, engine)


def store_format(address: str | None = None) -> str | None:
    """Return the format of a store, or None where there is none; nothing is made or changed.

    Parameters
    ----------
    address : str, optional
        As of `open_store`.

    Raises
    ------
    SettingsError
        For an address that cannot be read.
    StoreError
        When the database cannot be opened.

    Examples
    --------
    >>> store_format("sqlite:///nowhere/store.db") is None
    True
    """
    place = find_place(address)
    if not is_there(place):
        return None
    with (
        asking(place, "to be opened"),
        reading(make_engine(place, read_only=True)) as connection,
    ):
        return read_schema(connection)


class Store:
    """An open store. Each method is one transaction: all of it is kept, or nothing.

    What dies in the middle, by whatever means, leaves the state before. Made by `open_store`;
    no connection stays open between calls, so one store may be used by several threads, and one
    database by several processes. Every method raises `StoreError` when the database refuses.
    """

    def __init__(self, place: Address, engine: sa.Engine) -> None:
        self._place = place
        self._engine = engine

    @property
    def name(self) -> str:
        """The address for people: no password, no options."""
        return self._place.name

    def put_model(self, content: bytes) -> str:
        """Keep the bytes of a model file and return their SHA-256; twice the same is one.

        Raises
        ------
        ModelFileError
            When the bytes are not an intact model file.
        """
        parse_model(content)
        with self._writing("to keep the model") as connection:
            return models.put_content(connection, content)

    def get_model(self, model_hash: str) -> StoredModel:
        """Return a model, after both its SHA-256 and its own checksum were found right.

        Raises
        ------
        StoreError
            When there is none, or it is damaged.
        """
        with self._reading("to read the model") as connection:
            return models.read_content(connection, model_hash)

    def find_model(self, beginning: str) -> str:
        """Return the SHA-256 of the one model whose SHA-256 begins so.

        Raises
        ------
        StoreError
            When there is none, or more than one.
        """
        with self._reading("to look for the model") as connection:
            return models.find_hash(connection, beginning)

    def last_good_model(self) -> StoredModel:
        """Return the intact model promoted last: the champion, or what may serve in its place.

        Raises
        ------
        StoreError
            When no promoted model is intact.
        """
        with self._reading("to read the models") as connection:
            return models.find_last_good(connection)

    def record_run(
        self,
        run: Run,
        *,
        assigned: pd.DataFrame | None = None,
        events: Sequence[Event] = (),
        expected_version: int | None = None,
    ) -> Run:
        """Keep a run and all that belongs to it at once.

        Parameters
        ----------
        run : Run
            Its model was put before.
        assigned : DataFrame of shape (n_customers, ...)
            As `Segmentation.assign` returns it. Kept are customer_id, segment_id, segment,
            confidence and is_high_value; other columns are dropped.
        events : sequence of Event
        expected_version : int, optional
            Promote the run's model as well, as `promote` does.

        Returns
        -------
        Run
            With its `run_id`. Where a run of the same content is there that was not refused,
            that one, and nothing is changed.

        Raises
        ------
        ChampionMovedError
            When the champion is not at the expected version; the run is not kept either.
        StoreError
            When its model is not in the store, or damaged.
        DataError
            When a column is missing from the assignments, or a customer comes twice.
        """
        if run.model_hash is not None or expected_version is not None:
            self.get_model(run.model_hash or "")
        with self._writing("to keep the run") as connection:
            run_id, is_new = runs.add_run(connection, run)
            if not is_new:
                return runs.read_run(connection, run_id)
            if assigned is not None:
                add_assignments(connection, run_id, assigned)
            runs.add_events(connection, run_id, events)
            if expected_version is not None:
                model_hash = run.model_hash or ""
                champion.set_champion(connection, model_hash, expected_version, run.reason)
            return runs.read_run(connection, run_id)

    def find_run(self, data_hash: str, settings_hash: str) -> Run | None:
        """Return the run of the same content, if there is one that was not refused."""
        with self._reading("to look for a run") as connection:
            return runs.find_run(connection, data_hash, settings_hash)

    def history(self) -> tuple[Run, ...]:
        """Return all runs, oldest first."""
        with self._reading("to list the runs") as connection:
            return runs.list_runs(connection)

    def events(self, run_id: int) -> tuple[Event, ...]:
        """Return what happened in a run."""
        with self._reading("to list the events") as connection:
            return runs.list_events(connection, run_id)

    def assignments(self, run_id: int) -> pd.DataFrame:
        """Return customer_id, segment_id, segment, confidence and is_high_value of a run.

        One row per customer, by id. A run that kept no assignments has an empty table.

        Raises
        ------
        StoreError
            When there is no such run.
        """
        with self._reading("to read the assignments") as connection:
            runs.read_run(connection, run_id)
            return read_assignments(connection, run_id)

    def find_assignment(self, customer_id: str) -> Assignment | None:
        """Return where the last run that kept its customers placed this one, or None."""
        with self._reading("to look a customer up") as connection:
            return find_assignment(connection, customer_id)

    def champion(self) -> Champion:
        """Return the model that serves, and its version."""
        with self._reading("to read the champion") as connection:
            return champion.read_champion(connection)

    def promote(self, model_hash: str, expected_version: int, reason: str = "") -> Champion:
        """Make a model of the store the champion; an older one, too (a rollback).

        Compare-and-set: it happens only when the champion is still at `expected_version`, and
        the new version is one more. The model is read and checked before.

        Raises
        ------
        ChampionMovedError
            When somebody else promoted in the meantime. Nothing was changed.
        StoreError
            When the model is not in the store, or damaged.
        """
        self.get_model(model_hash)
        with self._writing("to promote the model") as connection:
            return champion.set_champion(connection, model_hash, expected_version, reason)

    def promotions(self) -> tuple[Promotion, ...]:
        """Return every promotion there ever was, oldest first."""
        with self._reading("to list the promotions") as connection:
            return champion.list_promotions(connection)

    def suppress(self, ids: Iterable[str], *, reason: str) -> int:
        """Note that customers are not to be contacted; return how many were new.

        Who is on the list keeps the first date and reason.
        """
        with self._writing("to keep the suppressions") as connection:
            return people.add_suppressions(connection, ids, reason)

    def lift(self, ids: Iterable[str]) -> int:
        """Take customers who consent again from the list; return how many were on it."""
        with self._writing("to lift the suppressions") as connection:
            return people.delete_suppressions(connection, ids)

    def suppressed(self) -> tuple[Suppression, ...]:
        """Return all who are not to be contacted, by customer id."""
        with self._reading("to list the suppressions") as connection:
            return people.list_suppressions(connection)

    def objecting(self, ids: Iterable[str]) -> frozenset[str]:
        """Return those of some customers who are not to be contacted."""
        with self._reading("to look for objections") as connection:
            return people.find_suppressions(connection, ids)

    def erase(self, customer_id: str) -> ErasureReceipt:
        """Take one customer out of every table, and its bytes out of the database's files.

        Holds the lock, so that no run that still knows the customer writes afterwards. In the
        plain data of runs and events the id goes where it stands as a text of its own or as a
        key. Objections of the customer are erased as well.

        Raises
        ------
        StoreBusyError
            When a run is at work.
        StoreError
            When another program holds on to an older state of the file.
        """
        with self.lock():
            with self._writing("to erase the customer") as connection:
                receipt = people.delete_customer(connection, customer_id)
            what = "to write its tables anew, after the customer was taken out of them"
            step = "Make room, close other programs that use the store, and erase once more."
            with asking(self._place, what, step), self._engine.connect() as connection:
                people.clear_traces(connection.execution_options(isolation_level="AUTOCOMMIT"))
        return receipt

    def search(self, customer_id: str) -> Traces:
        """Look for a customer in every column of every table, and in the files of SQLite.

        It proves an erasure: after it nothing is found, but where the id is a word of its own in
        sentences, or part of something longer in the bytes of the files. A model is searched as
        text. What the search cannot see are backups, and the journal of a server.
        """
        with self._reading("to be searched") as connection:
            values = search.search_tables(connection, customer_id)
        return Traces(values, search.search_files(self._place, customer_id))

    def lock(self) -> AbstractContextManager[None]:
        """Hold the one lock of the store, for a run; the system frees it when its holder dies.

        It keeps out other holders of the lock, not readers, nor single writes.

        Raises
        ------
        StoreBusyError
            At once, when another holds it.
        """
        return hold_lock(self._place, self._engine)

    @contextmanager
    def _reading(self, what: str) -> Iterator[sa.Connection]:
        with asking(self._place, what), reading(self._engine) as connection:
            yield connection

    @contextmanager
    def _writing(self, what: str) -> Iterator[sa.Connection]:
        with asking(self._place, what), writing(self._engine) as connection:
            yield connection
