"""The recipes of docs/howto/automation.md are what their programs take."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import typer
from tests.test_docs import ROOT, blocks

from smartcart.cli.app import app
from smartcart.jobs.arrivals import is_partial

PAGE = ROOT / "docs" / "howto" / "automation.md"
UNITS = {re.search(r"# /etc/systemd/system/(\S+)", each)[1]: each for each in blocks(PAGE, "ini")}
PROGRAM = "/opt/smartcart/bin/smartcart "


def lines_of_every_recipe() -> list[str]:
    """Return every line of the page that starts the program."""
    text = PAGE.read_text().replace('"\n            "', "")
    found = re.findall(rf"{re.escape(PROGRAM)}([^\n\"]+)", text)
    windows = re.findall(r"-Argument \"([^\"]+)\"", text)
    typed = [line.split(" ", 1)[1] for block in blocks(PAGE, "sh") for line in block.splitlines()]
    return [*found, *windows, *typed]


@pytest.mark.parametrize("line", lines_of_every_recipe())
def test_the_command_line_takes_what_a_recipe_starts(line):
    name, *arguments = shlex.split(line, posix="\\" not in line)
    command = typer.main.get_command(app).commands[name]
    with click.Context(command) as context:
        parsed = command.make_context(name, arguments, parent=context)
    assert parsed.params["source"]


def test_every_recipe_is_there():
    assert len(lines_of_every_recipe()) == 8
    assert set(UNITS) == {
        "smartcart-refresh.service",
        "smartcart-refresh.timer",
        "smartcart-watch.service",
    }
    assert "Persistent=true" in UNITS["smartcart-refresh.timer"]


def test_systemd_takes_the_units(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is missing on this machine")
    for name, unit in UNITS.items():
        # What stands on this machine, in place of what stands on theirs.
        text = unit.replace(PROGRAM, f"{sys.executable} -m smartcart ")
        (tmp_path / name).write_text(text.replace("User=smartcart", "User=root"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if str(tmp_path) in line] == []
    assert done.returncode == 0, done.stderr


def test_python_takes_the_dag_which_makes_up_for_one_run_only():
    (dag,) = blocks(PAGE, "py")
    compile(dag, str(PAGE), "exec")
    assert "catchup=False" in dag
    assert "max_active_runs=1" in dag


def test_the_lines_of_cron_have_five_times_and_no_percent_sign():
    (table,) = blocks(PAGE, "crontab")
    lines = [line for line in table.splitlines() if not line.startswith("#")]
    for line in lines:
        assert re.fullmatch(r"(?:[\d*/,-]+ ){5}/\S+ .*--once", line), line
        assert "%" not in line  # cron takes it for a new line


def test_the_names_that_are_left_alone_are_those_of_the_page():
    said = PAGE.read_text().partition("**Complete.**")[2].partition("are left alone")[0]
    ends = re.findall(r"`(\.[a-z]+)`", said)
    assert len(ends) == 7
    assert all(is_partial(f"a{end}") for end in ends)
    assert [Path(name) for name in ("~a.csv", ".a.csv", "a.csv~") if not is_partial(name)] == []
