"""What one visitor brought and made: kept for that visitor alone, and gone when the tab closes."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from smartcart.app.reading import Answers
from smartcart.app.upload import Upload
from smartcart.app.work import Work
from smartcart.customers import Customers
from smartcart.errors import SmartCartError
from smartcart.jobs.order_customers import Reading
from smartcart.jobs.stopwatch import Display
from smartcart.report import ReportFacts, collect_facts
from smartcart.segmentation import Segmentation
from smartcart.settings import Settings

__all__ = ["KEY", "STORE", "Question", "Session", "current"]

#: Where Streamlit keeps it, for each visitor apart.
KEY = "smartcart"
#: Variable of the environment of this process through which ``--store`` reaches the pages.
STORE = "SMARTCART_APP_STORE"


@dataclass(frozen=True)
class Question:
    """Why a file could not be read with the answers so far."""

    error: SmartCartError
    upload: Upload
    answers: Answers


@dataclass
class Session:
    """What one visitor brought and made.

    Attributes
    ----------
    store : str or None
        Address of the store that the page was started with; never shown.
    upload : Upload or None
        The file as it came, to be read again in another way; in memory only.
    answers : Answers
        What the visitor answered about the reading of it.
    question : Question or None
        Another file that could not be read yet; what was read before stays.
    reading : Reading or None
        The customers, with the order lines they were made of where there were some.
    segmentation : Segmentation or None
        The segments of these customers; own names included.
    facts : ReportFacts or None
        What there is to show of it; there when `segmentation` is.
    settings : Settings
        What was asked for last.
    work : Work or None
        What is being done right now.
    problem : SmartCartError or None
        What went wrong last; shown above the next page, once.
    notice : str
        What went well last, in plain words; shown above the next page, once.
    kept : dict
        Results of single pages, by a name of their own; emptied with new customers or segments.
    """

    store: str | None = None
    upload: Upload | None = None
    answers: Answers = field(default_factory=Answers)
    question: Question | None = None
    reading: Reading | None = None
    segmentation: Segmentation | None = None
    facts: ReportFacts | None = None
    settings: Settings = field(default_factory=Settings)
    work: Work | None = None
    problem: SmartCartError | None = None
    notice: str = ""
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def customers(self) -> Customers | None:
        """The customers that were read."""
        return self.reading.customers if self.reading else None

    def take_reading(self, reading: Reading | None) -> None:
        """Put other customers in the place of the former; what was made of those is gone."""
        self.reading, self.segmentation, self.facts = reading, None, None
        self.kept.clear()

    def take_segments(self, segmentation: Segmentation, facts: ReportFacts | None = None) -> None:
        """Put other segments in the place of the former; results of single pages are gone."""
        self.segmentation = segmentation
        self.facts = facts or collect_facts(segmentation)
        self.kept.clear()

    def begin(
        self,
        title: str,
        job: Callable[[Display], Any],
        then: Callable[[Any], None],
        failed: Callable[[SmartCartError], None] | None = None,
    ) -> None:
        """Begin work, see `Work`; the page shows its progress from the next run on."""
        if self.work is not None:
            self.work.cancel()
        self.work = Work(title, job, then, failed)
        self.work.start()


def current() -> Session:
    """Return the session of whoever looks at the page; a new one for a new visitor."""
    if KEY not in st.session_state:
        st.session_state[KEY] = Session(store=os.environ.get(STORE) or None)
    session: Session = st.session_state[KEY]
    return session
