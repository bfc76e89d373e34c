"""Only a library made from the sources that belong to this Python is used."""

import hashlib
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest
from tests.conftest import missing

from smartcart import kernels
from smartcart.kernels import layout, library

SOURCES = Path(layout.__file__).parent
REFUSED = (
    r"The compiled kernels \(_compiled.*\) are not those of this SmartCart: {}\. Numpy does their "
    r"work, more slowly, with the same results\. Next step: install SmartCart anew\."
)


@pytest.fixture
def load(monkeypatch):
    """Return what looks for the library as if for the first time."""
    monkeypatch.delenv("SMARTCART_NO_KERNELS", raising=False)
    if library.find_library.__wrapped__() is None:
        missing("a C compiler, or what it made: the compiled kernels")
    return library.find_library.__wrapped__


def test_the_version_is_that_of_the_sources():
    """Whoever changes a source writes the new version into layout.h and layout.py."""
    lines = [
        line
        for path in sorted(SOURCES.glob("*.[ch]"))
        for line in path.read_text("utf-8").splitlines()
        if not line.startswith("#define VERSION_OF_SOURCES ")
    ]
    version = "0x" + hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
    assert hex(layout.VERSION_OF_SOURCES) == hex(int(version, 16)), f"it is now {version}"
    assert f"#define VERSION_OF_SOURCES {version}\n" in (SOURCES / "layout.h").read_text("utf-8")


def test_a_library_says_each_size_and_no_more(load):
    tell = load().smartcart_layout
    assert tuple(tell(place) for place in range(len(layout.LAYOUT))) == layout.LAYOUT
    assert tell(len(layout.LAYOUT)) == tell(-1) == 0


@pytest.mark.parametrize("place", range(len(layout.LAYOUT)))
def test_a_library_of_other_sources_or_sizes_is_not_used(load, monkeypatch, place):
    other = tuple(value + (at == place) for at, value in enumerate(layout.LAYOUT))
    monkeypatch.setattr(library, "LAYOUT", other)
    with pytest.warns(RuntimeWarning, match=REFUSED.format("it was made from other sources")):
        assert load() is None


def test_a_library_that_lacks_a_kernel_is_not_used(load, monkeypatch):
    monkeypatch.setitem(library._TAKES, "smartcart_unheard_of", "n")
    with pytest.warns(RuntimeWarning, match=REFUSED.format(".*smartcart_unheard_of.*")):
        assert load() is None


def test_a_file_that_is_no_library_is_not_used(load, monkeypatch, tmp_path):
    (tmp_path / f"_compiled{EXTENSION_SUFFIXES[0]}").write_text("no library")
    monkeypatch.setattr(library, "__file__", str(tmp_path / "library.py"))
    with pytest.warns(RuntimeWarning, match=REFUSED.format(".+")):
        assert load() is None


def test_one_warning_is_enough(load, monkeypatch):
    monkeypatch.setattr(library, "LAYOUT", (0,))
    library.find_library.cache_clear()
    try:
        with pytest.warns(RuntimeWarning) as told:
            assert [kernels.find_library() for _ in range(3)] == [None] * 3
        assert len(told) == 1
    finally:
        library.find_library.cache_clear()
