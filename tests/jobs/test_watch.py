"""A watched folder: complete files only, in order, once each, whatever happens on the way."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from tests.jobs.clock import START, FakeClock

from smartcart.errors import DataError, SettingsError, StoreBusyError
from smartcart.jobs.schedule import read_daily
from smartcart.jobs.watch import FolderWatch, watch_daily, watch_folder

BUSY = StoreBusyError("Another run is at work on the store 's'.", "Wait.")


class Folder:
    """A folder that is watched on a clock of its own; what is refreshed is its name and content."""

    def __init__(self, path: Path) -> None:
        self.path, self.said, self.acts = path, [], {}

    def at(self, second: float, name: str, content: str = "whole") -> None:
        """Write a file at a second."""
        self.acts[second] = lambda: (self.path / name).write_text(content)

    def watch(self, seconds: float = 200, refresh=None, settle: float = 10, **how) -> list:
        """Return the second and the content of what was refreshed."""
        clock = FakeClock(end=START + timedelta(seconds=seconds), acts=self.acts)

        def read(path: Path) -> tuple[float, str, str]:
            return clock.passed, path.name, path.read_text()

        watch = FolderWatch(self.path, settle, **how)
        return list(watch_folder(watch, refresh or read, clock, self.said.append))


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


def test_what_waits_comes_in_the_order_of_names_once_each(folder):
    for name in ("2026-03.csv", "2026-01.csv", "2026-02.xlsx"):
        folder.at(0, name)
        folder.acts.pop(0)()
    names = [name for _, name, _ in folder.watch()]
    assert names == ["2026-01.csv", "2026-02.xlsx", "2026-03.csv"]


def test_a_file_that_grows_is_waited_for_and_refreshed_again_when_it_grows_later(folder):
    for second in range(20, 60, 4):
        folder.at(second, "a.csv", "x" * second)
    folder.at(100, "a.csv", "more")
    (first, _, content), (second, _, again) = folder.watch()
    assert content == "x" * 56
    assert 66 <= first <= 72
    assert again == "more"
    assert 110 <= second <= 116
    assert folder.said == ["'a.csv' is still being written; it is waited for."] * 2


def test_files_behind_one_that_grows_wait_so_that_the_order_holds(folder):
    for second in range(20, 60, 4):
        folder.at(second, "2026-01.csv", "x" * second)
    folder.at(21, "2026-02.csv")
    assert [name for _, name, _ in folder.watch()] == ["2026-01.csv", "2026-02.csv"]


def test_a_file_of_the_same_size_that_was_written_again_is_another_one(folder):
    (folder.path / "a.csv").write_text("before")
    folder.acts[50] = lambda: os.utime(folder.path / "a.csv", (1, 1))
    assert len(folder.watch()) == 2


def test_partial_and_hidden_files_folders_and_the_store_are_left_alone(folder):
    for name in (".a.csv", "a.csv.part", "a.tmp", "~$a.xlsx", "a.csv~", "a.csv.filepart", "a.TMP"):
        (folder.path / name).write_text("")
    for name in ("store.db", "store.db-wal", "store.db.lock", "b.csv", "notes.txt"):
        (folder.path / name).write_text("")
    (folder.path / "c.csv").mkdir()
    (folder.path / "d.csv").symlink_to(folder.path / "nowhere")
    own = folder.path / "store.db"
    assert [name for _, name, _ in folder.watch(without=own)] == ["b.csv", "notes.txt"]
    assert [name for _, name, _ in folder.watch(without=own, pattern="*.csv")] == ["b.csv"]


def test_a_file_that_is_renamed_when_it_is_whole_is_taken_under_its_name(folder):
    folder.at(5, "a.csv.part", "part")
    folder.acts[60] = lambda: (folder.path / "a.csv.part").rename(folder.path / "a.csv")
    assert [name for _, name, _ in folder.watch()] == ["a.csv"]


def test_once_takes_what_is_complete_and_leaves_the_rest_for_the_next_time(folder):
    assert folder.watch(once=True) == []
    (folder.path / "a.csv").write_text("whole")
    (folder.path / "b.csv").write_text("half")
    folder.at(5, "b.csv", "more of it")
    assert folder.watch(once=True) == [(10.0, "a.csv", "whole")]
    assert folder.said == ["'b.csv' is not complete yet; it is left for the next time."]


def test_a_busy_store_is_waited_for_and_said_once_or_left_for_the_next_time(folder):
    (folder.path / "a.csv").write_text("whole")
    tries = []

    def refresh(path: Path) -> str:
        tries.append(path.name)
        if len(tries) < 4:
            raise BUSY
        return "done"

    assert folder.watch(refresh=refresh) == ["done"]
    assert folder.said == ["Another run is at work on the store 's'. It is tried again."]
    tries.clear()
    assert folder.watch(refresh=refresh, once=True) == []
    assert folder.said[1:] == [
        "Another run is at work on the store 's'. This is left for the next time."
    ]


def test_it_ends_between_two_runs_also_while_it_waits_for_a_busy_store(folder):
    (folder.path / "a.csv").write_text("1")
    (folder.path / "b.csv").write_text("2")

    clock = FakeClock()
    watch = FolderWatch(folder.path, settle=1)
    runs = watch_folder(watch, lambda path: path.name, clock, print)
    assert next(runs) == "a.csv"
    clock.end = clock.moment
    assert list(runs) == []

    def busy(path: Path) -> str:
        raise BUSY

    assert folder.watch(refresh=busy, seconds=100) == []
    assert (
        list(watch_daily(read_daily("12:00"), None, lambda: busy(Path()), FakeClock(), print)) == []
    )


def test_a_folder_that_cannot_be_reached_for_a_while_is_waited_for(folder, tmp_path):
    place = tmp_path / "share"
    place.mkdir()
    away = Folder(place)
    away.acts[20] = lambda: place.rename(tmp_path / "gone")
    away.acts[60] = lambda: (tmp_path / "gone").rename(place)
    away.at(61, "a.csv")
    assert [name for _, name, _ in away.watch()] == ["a.csv"]
    assert away.said == [
        f"The folder '{place}' cannot be reached: No such file or directory. It is tried again."
    ]
    with pytest.raises(SettingsError, match="cannot be watched: No such file or directory"):
        Folder(tmp_path / "nowhere").watch()


def test_what_else_a_refresh_raises_ends_the_watch(folder):
    (folder.path / "a.csv").write_text("whole")

    def refresh(path: Path) -> None:
        raise DataError("No.")

    with pytest.raises(DataError):
        folder.watch(refresh=refresh)
