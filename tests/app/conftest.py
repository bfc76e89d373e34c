"""Pages run without a browser: the whole script of the page, and work that is waited for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pandas as pd
import pytest
from tests.conftest import missing

import smartcart
from smartcart.app.reading import Answers, Segmented, read_answered, segment_answered
from smartcart.app.session import KEY, Session
from smartcart.app.upload import Upload
from smartcart.settings import Settings

pytest.importorskip("streamlit", reason="the web page needs streamlit")

from streamlit.testing.v1 import AppTest

FEW = Settings(segments=3, n_boot=2, n_null=2, k_max=4)


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Give the process its main module back: Streamlit puts the page in its place.

    A process that is started afterwards would run the page as its program.
    """
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


def as_upload(frame: pd.DataFrame, name: str = "customers.csv") -> Upload:
    return Upload.of(name, frame.to_csv(index=False).encode())


@pytest.fixture(scope="session")
def uploaded() -> Upload:
    """Return 300 made-up customers, three of them hostile in their ids."""
    frame = smartcart.make_customers(300, seed=0).astype({"ID": str})
    frame.loc[:2, "ID"] = ["=cmd|'/c calc'!A1", "<script>alert(1)</script>", "CANARY-1"]
    return as_upload(frame)


@pytest.fixture(scope="session")
def segmented(uploaded: Upload) -> Segmented:
    return segment_answered(read_answered(uploaded, Answers()), FEW, None)


@pytest.fixture
def session(uploaded: Upload, segmented: Segmented) -> Session:
    """Return a visitor who has segments."""
    made = Session(upload=uploaded, reading=segmented.reading, settings=FEW)
    made.take_segments(segmented.segmentation, segmented.facts)
    return made


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """Return a function that opens one page as a visitor with a session."""

    def opened(name: str, session: Session | None = None) -> AppTest:
        test = AppTest.from_function(_page, kwargs={"name": name}, default_timeout=60)
        if session is not None:
            test.session_state[KEY] = session
        return settled(test)

    return opened


def _page(name: str) -> None:
    from importlib import import_module

    from smartcart.app.parts import show_news, show_work
    from smartcart.app.session import current

    if not show_work(current()):
        show_news(current())
        import_module(f"smartcart.app.pages.{name}").show()


def settled(test: AppTest) -> AppTest:
    """Run the page, wait for the work it began, and show what came of it."""
    test.run()
    work = test.session_state[KEY].work
    if work is not None:
        work.wait(60)
        test.run()
    assert not test.exception, [each.message for each in test.exception]
    return test


def texts(test: AppTest) -> str:
    """Return all that the page says, without the marks that keep Markdown from obeying it."""
    kinds = (test.title, test.subheader, test.markdown, test.caption, test.error, test.warning)
    kinds += (test.success, test.metric)
    return "\n".join(each.value for kind in kinds for each in kind).replace("\\", "")


__all__ = ["FEW", "as_upload", "missing", "settled", "texts"]
