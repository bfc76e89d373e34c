"""The Java that Spark runs on: found, and new enough."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from smartcart.errors import SettingsError, quoted

__all__ = ["check_java", "find_java", "java_version"]

#: Spark 4 runs on no older one.
_LEAST = 17
_INSTALL = (
    f"Install Java {_LEAST} or later, or set JAVA_HOME to its folder; or give the address of a "
    "cluster that speaks Spark Connect with --master sc://host:15002."
)


def find_java() -> str | None:
    """Return the program that runs Java, or None; where JAVA_HOME is set, no other is taken."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which(str(Path(home, "bin", "java")) if home else "java")


def java_version(told: str) -> int | None:
    """Return the version in what ``java -version`` prints, None where it tells none.

    Examples
    --------
    >>> java_version('openjdk version "17.0.15" 2025-04-15'), java_version('version "1.8.0_402"')
    (17, 8)
    """
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found.group(1)) if found else None


def check_java() -> None:
    """Refuse to start Spark without a Java that it runs on.

    Raises
    ------
    SettingsError
    """
    program, home = find_java(), os.environ.get("JAVA_HOME")
    if program is None:
        where = f"in JAVA_HOME, {quoted(Path(home))}" if home else "here"
        raise SettingsError(f"Spark runs on Java, and no Java is found {where}.", _INSTALL)
    try:
        told = subprocess.run(  # noqa: S603 - the program that Spark starts, too
            [program, "-version"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return  # Spark will say what is wrong with it
    version = java_version(told.stderr + told.stdout)
    if version is not None and version < _LEAST:
        raise SettingsError(
            f"Spark 4 runs on Java {_LEAST} or later, and {quoted(Path(program))} is Java "
            f"{version}.",
            _INSTALL,
        )
