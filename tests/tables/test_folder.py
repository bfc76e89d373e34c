import os
from pathlib import Path

import pytest

from smartcart.errors import SettingsError
from smartcart.tables import check_output_folder, folder, output_folder

OWNED = {"segments.csv", "profiles.csv", "figures"}


def state(place):
    """Return every path below a folder, with the bytes of files."""
    return {
        str(path.relative_to(place)): path.read_bytes() if path.is_file() else None
        for path in place.rglob("*")
    }


def run(target, segments="new"):
    with output_folder(target, OWNED) as results:
        (results / "segments.csv").write_text(segments)
        (results / "figures").mkdir()
        (results / "figures" / "a.svg").write_text(segments)


NEW = {"segments.csv": b"new", "figures": None, "figures/a.svg": b"new"}


@pytest.fixture
def target(tmp_path):
    """Make an earlier run's folder: a result that the new run makes again, and two it does not."""
    place = tmp_path / "out"
    (place / "figures").mkdir(parents=True)
    (place / "figures" / "old.svg").write_text("old")
    (place / "segments.csv").write_text("old")
    (place / "profiles.csv").write_text("old")
    return place


def fail_to_place(monkeypatch, name):
    """Let the move of one new result into its place fail."""
    replace = Path.replace

    def failing(self, other):
        if Path(other).name == name and "old" not in _text(self):
            raise OSError(28, "No space left on device")
        return replace(self, other)

    monkeypatch.setattr(Path, "replace", failing)


def _text(path):
    return "".join(p.read_text() for p in (path, *path.rglob("*")) if p.is_file())


def test_missing_target_is_made_with_the_folders_above(tmp_path):
    run(tmp_path / "a" / "b" / "out")
    assert state(tmp_path / "a" / "b" / "out") == NEW
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_earlier_results_are_replaced_and_none_stays_behind(tmp_path, target):
    run(target)
    assert state(target) == NEW
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


def test_files_of_somebody_else_are_never_touched(tmp_path, target):
    (target / "notes.txt").write_text("mine")
    run(target)
    assert state(target) == NEW | {"notes.txt": b"mine"}
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("others", [False, True])
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_failure_while_results_are_made_leaves_everything_as_it_was(
    tmp_path, target, others, error
):
    if others:
        (target / "notes.txt").write_text("mine")
    before = state(tmp_path)
    with pytest.raises(error), output_folder(target, OWNED) as results:  # noqa: PT012
        (results / "segments.csv").write_text("half")
        raise error
    assert state(tmp_path) == before


@pytest.mark.parametrize("name", ["segments.csv", "figures"])
def test_failure_while_results_are_moved_one_by_one_moves_all_back(
    tmp_path, target, monkeypatch, name
):
    (target / "notes.txt").write_text("mine")
    before = state(tmp_path)
    fail_to_place(monkeypatch, name)
    with pytest.raises(SettingsError, match=r"No space left on device. The folder is as it was"):
        run(target)
    assert state(tmp_path) == before


def test_failure_while_folders_are_exchanged_puts_the_old_one_back(tmp_path, target, monkeypatch):
    before = state(tmp_path)
    fail_to_place(monkeypatch, "out")
    with pytest.raises(SettingsError, match=r"The folder is as it was"):
        run(target)
    assert state(tmp_path) == before


def test_working_folder_and_volume_are_filled_in_place(tmp_path, target, monkeypatch):
    inode = target.stat().st_ino
    monkeypatch.chdir(target)
    run(Path())
    assert (state(target), target.stat().st_ino) == (NEW, inode)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "is_mount", lambda self: self == target)
    run(target, "newer")
    assert (state(target)["segments.csv"], target.stat().st_ino) == (b"newer", inode)
    assert set(state(target)) == set(NEW)


def test_link_to_a_folder_stays_a_link(tmp_path, target):
    (tmp_path / "latest").symlink_to(target)
    run(tmp_path / "latest")
    assert (tmp_path / "latest").is_symlink()
    assert state(target) == NEW


def test_rights_of_the_folder_stay(target):
    target.chmod(0o750)
    run(target)
    assert target.stat().st_mode & 0o777 == 0o750


def test_result_under_a_name_not_owned_is_our_own_fault(target):
    before = state(target)
    with (
        pytest.raises(ValueError, match=r"not owned: 'secret.csv'"),
        output_folder(target, OWNED) as results,
    ):
        (results / "secret.csv").write_text("")
    assert state(target) == before


def test_place_that_cannot_be_written_is_refused_before_the_work(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"is a file, not a folder"):
        check_output_folder(tmp_path / "file")
    with pytest.raises(SettingsError, match=r"because '.*file' is a file"):
        check_output_folder(tmp_path / "file" / "below" / "out")
    check_output_folder(tmp_path / "new" / "out")
    assert os.listdir(tmp_path) == ["file"]  # noqa: PTH208
    monkeypatch.setattr(folder, "_can_write", lambda place: False)
    with pytest.raises(SettingsError, match=r"cannot be written to"):
        check_output_folder(tmp_path / "out")
