"""A person's own names: written into a model file, and kept from one run to the next."""

from __future__ import annotations

from pathlib import Path

from smartcart.customers import Customers
from smartcart.errors import ModelFileError
from smartcart.model_file import load_model, save_model
from smartcart.segmentation import Segmentation, carry_own_names, rename_segments

__all__ = ["keep_own_names", "run_rename"]

_UNREADABLE = (
    "The model.json that stood in the folder could not be read; own names in it, if any, were not "
    "carried over."
)


def run_rename(model: Path, segment_id: str, name: str) -> Segmentation:
    """Give a segment of a model file a name of one's own; the file is written whole or not at all.

    Raises
    ------
    ModelFileError
        When the file is no intact model.
    SettingsError
        For an unknown id, or an impossible name.
    """
    renamed = rename_segments(load_model(model), {segment_id: name})
    save_model(renamed, model)
    return renamed


def keep_own_names(folder: Path, segmentation: Segmentation, customers: Customers) -> Segmentation:
    """Carry over the own names of the model that stands in a folder, if there is one.

    A file that cannot be read is a warning: the results that replace it are worth more.
    """
    earlier = folder / "model.json"
    if not earlier.is_file():
        return segmentation
    try:
        old = load_model(earlier)
    except (ModelFileError, OSError):
        return segmentation.with_warnings([_UNREADABLE])
    return carry_own_names(old, segmentation, customers)
