"""``python -I -S launch.py REPORT COMMAND ...``: run a command; write seconds and peak memory.

A process of its own, and a small one, because the peak that Linux tells of a child is never below
the peak of the process that started it.
"""

import os
import sys
import time


def main(report: str, command: list[str]) -> int:
    started = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    cpu_seconds = usage.ru_utime + usage.ru_stime
    with open(report, "w") as file:  # noqa: PTH123 - pathlib would make this process larger
        print(seconds, usage.ru_maxrss / 1024, cpu_seconds, file=file)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    code = main(sys.argv[1], sys.argv[2:])
    sys.exit(code if code >= 0 else 128 - code)
