"""An upload -> customers: held in memory, on disk only while it is read, under no name of its own.

The content decides what it is (`smartcart.tables.read_table`), never its name or its type.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from smartcart.customers import FOUNDING_SCHEMA, Schema
from smartcart.errors import DataError, SmartCartError, quoted
from smartcart.jobs.order_customers import Place, Reading, read_place
from smartcart.jobs.stopwatch import Display
from smartcart.settings import Settings

__all__ = ["MAX_MEGABYTES", "Upload", "on_disk", "read_upload"]

#: Largest upload; a larger table is for the command line, which reads it block by block.
MAX_MEGABYTES = 50
_BYTES = MAX_MEGABYTES * 2**20


@dataclass(frozen=True)
class Upload:
    """A file as it came: the name a visitor knows it by, and its content."""

    name: str
    content: bytes = field(repr=False)

    @classmethod
    def of(cls, name: str, content: bytes) -> Upload:
        r"""Return an upload of a size that is allowed; of the name, the last part is kept.

        Raises
        ------
        DataError
            When it is empty or too large.

        Examples
        --------
        >>> Upload.of("..\\shop/customers.csv", b"ID").name
        'customers.csv'
        """
        shown = PurePosixPath(name.replace("\\", "/")).name or "upload"
        if not content:
            raise DataError(f"The file {quoted(shown)} is empty (0 bytes).", "Export it again.")
        if len(content) > _BYTES:
            raise DataError(
                f"The file {quoted(shown)} has {len(content) / 2**20:,.0f} MB; the page takes up "
                f"to {MAX_MEGABYTES} MB.",
                "Use 'smartcart segment' on the command line, or upload it gzipped.",
            )
        return cls(shown, content)


@contextmanager
def on_disk(upload: Upload) -> Iterator[Path]:
    """Give the path of the upload, in a private folder and under a generated name; then delete it.

    Only the user of this process may read it. An error is told with the name the visitor knows.
    """
    with TemporaryDirectory(prefix="smartcart-") as folder:  # made with mode 0700
        path = Path(folder, secrets.token_hex(16))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(upload.content)
        try:
            yield path
        except SmartCartError as error:
            _give_own_name(error, path, upload.name)
            raise


def read_upload(
    upload: Upload,
    settings: Settings,
    display: Display | None = None,
    *,
    schema: Schema = FOUNDING_SCHEMA,
    sheet: str | None = None,
) -> Reading:
    """Read and check customers, or order lines, of an upload; see `read_place`."""
    if display is not None:
        display("read", 0, 1)
    with on_disk(upload) as path:
        reading = read_place(
            Place(path, sheet),
            schema,
            settings,
            as_of=settings.snapshot,
            horizon=settings.horizon,
            display=display,
        )
    customers = reading.customers
    source = replace(customers.quality.source, name=upload.name)
    quality = replace(customers.quality, source=source)
    return replace(reading, customers=replace(customers, quality=quality))


def _give_own_name(error: SmartCartError, path: Path, name: str) -> None:
    """Put the name that the visitor knows in the place of the generated one."""
    shown = quoted(name)[1:-1]
    error.what, error.next_step = error.args = tuple(
        text.replace(str(path), shown).replace(path.name, shown)
        for text in (error.what, error.next_step)
    )
