import subprocess
import sys

import pytest

from smartcart.errors import MissingExtraError, SettingsError
from smartcart.report import require_report_parts, write_figures, write_html, write_report


def test_the_report_is_one_file_and_the_same_every_time(segmentation, report, tmp_path):
    path = tmp_path / "report.html"
    path.write_text("an older report")
    write_report(segmentation, path)
    assert path.read_text(encoding="utf-8") == report.html
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]


def test_figures_have_stable_names_and_bytes(report, tmp_path):
    written = write_figures(report.figures, tmp_path / "new" / "figures")
    names = [f"{name}.{kind}" for name in report.figures for kind in ("svg", "png")]
    assert [path.name for path in written] == names
    before = [path.read_bytes() for path in written]
    write_figures(report.figures, tmp_path / "new" / "figures")
    assert [path.read_bytes() for path in written] == before
    assert all(data.startswith((b"<?xml", b"\x89PNG")) for data in before)
    assert not any(b"Software" in data or b"dc:date" in data for data in before)


def test_a_settled_figure_is_drawn_once_for_each_file(report, tmp_path, monkeypatch):
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    drawn = []
    draw = Figure.draw
    monkeypatch.setattr(Figure, "draw", lambda self, *rest: (drawn.append(self), draw(self, *rest)))
    monkeypatch.setattr(ConstrainedLayoutEngine, "execute", None)  # nothing is laid out again
    figures = {name: report.figures[name] for name in ("map", "sizes")}
    before = [(figure.dpi, figure.canvas) for figure in figures.values()]
    write_figures(figures, tmp_path, {"map": report.svg["map"]})
    assert drawn == [figures["map"], figures["sizes"], figures["sizes"]]
    assert [(figure.dpi, figure.canvas) for figure in figures.values()] == before
    assert (tmp_path / "map.svg").read_text(encoding="utf-8") == report.svg["map"]


def test_a_place_that_cannot_be_written_is_named(report, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"report\.html' cannot be written"):
        write_html("", tmp_path / "nowhere" / "report.html")
    with pytest.raises(SettingsError, match="is not a file"):
        write_html("", tmp_path)
    with pytest.raises(SettingsError, match="figures' cannot be made"):
        write_figures(report.figures, tmp_path / "file" / "figures")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("part", ["matplotlib", "jinja2"])
def test_a_missing_part_is_named_with_the_command_that_installs_it(
    monkeypatch, segmentation, tmp_path, part
):
    monkeypatch.setitem(sys.modules, part, None)
    with pytest.raises(MissingExtraError, match=r'pip install "smartcart\[report\]"'):
        require_report_parts()
    with pytest.raises(MissingExtraError, match="Drawing the report"):
        segmentation.report(tmp_path / "report.html")
    assert not list(tmp_path.iterdir())


def test_the_package_can_be_imported_without_what_draws():
    code = (
        "import sys; sys.modules.update(matplotlib=None, jinja2=None); "
        "import smartcart.report as face; face.segment_color(0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
