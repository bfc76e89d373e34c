"""Execute the notebooks of this folder, and write them: the same code gives the same file.

    python -m examples.refresh [FOLDER]

Each NAME.py becomes FOLDER/NAME.ipynb; the folder is this one when none is given. A warning or an
error in a notebook stops everything.
"""

from __future__ import annotations

import os
import sys
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from PIL import Image

__all__ = ["SCRIPTS", "execute_notebook"]

HERE = Path(__file__).parent
SCRIPTS = sorted(HERE.glob("[0-9]*.py"))
#: Colours in a picture; so many are enough for flat ones, and a third of the size.
_COLORS = 256
#: What a notebook says of itself; versions and paths of one machine are none of it.
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def execute_notebook(script: Path) -> NotebookNode:
    """Return the notebook of a script with fresh outputs, executed in an empty folder."""
    notebook = jupytext.read(script, fmt="py:percent")
    with TemporaryDirectory() as folder:
        os.environ["IPYTHONDIR"] = folder  # no settings or history of this machine
        client = NotebookClient(
            notebook,
            timeout=600,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": folder}},
        )
        client.execute()
    return _normalized(notebook)


def _normalized(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook without what differs from run to run."""
    cells = [_normalized_cell(cell, i) for i, cell in enumerate(notebook.cells)]
    return nbformat.from_dict(
        {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    )


def _normalized_cell(cell: NotebookNode, position: int) -> NotebookNode:
    cell = nbformat.from_dict({**cell, "id": f"cell-{position:02d}", "metadata": {}})
    for output in cell.get("outputs", ()):
        if output.output_type == "stream":
            raise RuntimeError(f"Cell {position} wrote to {output.name}: {output.text}")
        output["metadata"] = {}
        if "image/png" in output.data:
            output.data["text/plain"] = "<Figure>"
            output.data["image/png"] = _smaller(output.data["image/png"])
    return cell


def _smaller(png: str) -> str:
    """Return a picture, in the letters of a notebook, with fewer colours."""
    small = BytesIO()
    picture = Image.open(BytesIO(b64decode(png))).convert("RGB")
    picture.quantize(_COLORS).save(small, format="png", optimize=True)
    return b64encode(small.getvalue()).decode()


def main() -> None:
    """Execute every notebook and write it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for script in SCRIPTS:
        nbformat.write(execute_notebook(script), folder / f"{script.stem}.ipynb")


if __name__ == "__main__":
    main()
