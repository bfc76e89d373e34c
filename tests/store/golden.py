"""``python -m tests.store.golden``: write the golden store of the format of today, once for each.

Its customers are generated. A store that was written once is never written again: it stands for
the stores that people have.
"""

import gzip
import tempfile
from pathlib import Path

from benchmarks.faults import make_assigned, make_run

import smartcart
from smartcart.model_file import dump_model
from smartcart.store import Event, open_store

__all__ = ["FOLDER"]

FOLDER = Path(__file__).parent / "golden"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "store.db")
        store = open_store(f"sqlite:///{file}")
        quick = {"n_boot": 3, "n_null": 2, "n_starts": 3, "segments": 3}
        segmentation = smartcart.segment(smartcart.make_customers(120, seed=0), quick)
        model_hash = store.put_model(dump_model(segmentation).encode())
        run = make_run("golden", model_hash, "promoted")
        event = Event("birth", {"new": "S1"})
        store.record_run(run, assigned=make_assigned(20), events=[event], expected_version=0)
        store.suppress(["C3"], reason="letter")
        store.erase("C7")
        FOLDER.mkdir(exist_ok=True)
        with Path(FOLDER, "format_0001.db.gz").open("xb") as out:
            out.write(gzip.compress(file.read_bytes(), 9, mtime=0))


if __name__ == "__main__":
    main()
