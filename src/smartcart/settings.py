"""Settings: one frozen value that travels through the whole flow.

Every field carries a sentence; the hash of all of them is stored with each model.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from smartcart.errors import SettingsError, nearest_names

__all__ = ["Settings", "make_settings"]


class Settings(BaseModel):
    """What a person may choose; everything else follows from the data.

    Examples
    --------
    >>> Settings().segments
    'auto'
    >>> Settings(segments=4).hash == Settings(segments=4).hash
    True
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    segments: Annotated[int, Field(ge=1, le=50)] | Literal["auto"] = Field(
        default="auto", description="Number of segments, or 'auto' to let the data propose it."
    )
    method: Literal["kmeans", "ward"] = Field(
        default="kmeans", description="How clusters are found: K-Means or Ward's agglomeration."
    )
    snapshot: date | None = Field(
        default=None, description="The day the table describes; inferred from it when not given."
    )
    date_order: Literal["auto", "dmy", "mdy"] = Field(
        default="auto", description="Whether day or month comes first in dates of digits."
    )
    decimal: Literal["auto", ".", ","] = Field(
        default="auto",
        description="The decimal mark of numbers written as text; decided per column by proof.",
    )
    horizon: int = Field(
        default=90,
        ge=0,
        le=3_660,
        description="Days to look ahead for who will order again, where the table is made of "
        "order lines; 0 leaves the forecast out.",
    )
    seed: int = Field(default=0, ge=0, lt=2**32, description="Start of every random draw.")
    variance_kept: float = Field(
        default=0.9, gt=0, le=1, description="Share of variance that the PCA must keep."
    )
    k_max: int = Field(default=10, ge=2, le=50, description="Largest number of segments tried.")
    n_starts: int = Field(
        default=10, ge=1, le=1000, description="K-Means starts per fit; the best inertia wins."
    )
    n_boot: int = Field(
        default=20, ge=2, le=1000, description="Bootstrap refits behind each stability figure."
    )
    n_null: int = Field(
        default=20,
        ge=2,
        le=1000,
        description="Tables without structure that each figure is compared with.",
    )
    min_segment: Annotated[int, Field(ge=1)] | Literal["auto"] = Field(
        default="auto",
        description="Customers a segment should have; 'auto' is 1 % of them, at least 30.",
    )
    min_ari: float = Field(
        default=0.8, ge=0, le=1, description="Median agreement (ARI) a stable solution must reach."
    )
    min_jaccard: float = Field(
        default=0.75, ge=0, le=1, description="Jaccard that the weakest segment must reach."
    )
    panel_size: int = Field(
        default=5_000,
        ge=100,
        description="Customers used to compare numbers of segments; a larger table is sampled.",
    )
    max_quarantine: float = Field(
        default=0.05, ge=0, le=1, description="Share of records that may be set aside."
    )
    allow_sensitive: bool = Field(
        default=False, description="Allow personal characteristics to shape the segments."
    )

    @field_validator("variance_kept", "min_ari", "min_jaccard", "max_quarantine", mode="before")
    @classmethod
    def _whole_numbers_are_numbers(cls, value: Any) -> Any:
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @property
    def hash(self) -> str:
        """SHA-256 of all settings in a canonical form."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


def make_settings(values: Mapping[str, Any]) -> Settings:
    """Check values that a person wrote and return them as `Settings`.

    Raises
    ------
    SettingsError
        For an unknown name (the nearest known ones are given) or a value out of its range.

    Examples
    --------
    >>> make_settings({"segments": 4}).segments
    4
    >>> make_settings({"segmens": 4})
    Traceback (most recent call last):
    smartcart.errors.SettingsError: There is no setting 'segmens'.
    Next step: Did you mean 'segments'? ...
    """
    for name in values:
        if name not in Settings.model_fields:
            raise SettingsError(f"There is no setting {name!r}.", _known_settings(name))
    try:
        return Settings(**values)
    except ValidationError as error:
        raise _translated(error) from None


def _known_settings(name: str) -> str:
    near = nearest_names(name, Settings.model_fields, n=1)
    guess = f"Did you mean {near[0]!r}? " if near else ""
    return f"{guess}Known settings: {', '.join(Settings.model_fields)}."


#: What pydantic says, in words for people; the rest is passed on as it is.
_RULES = {
    "greater_than": "above {gt:,.12g}",
    "greater_than_equal": "at least {ge:,.12g}",
    "less_than": "below {lt:,.12g}",
    "less_than_equal": "at most {le:,.12g}",
    "literal_error": "{expected}",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "date_type": "a day such as 2014-10-04, without quotes in a settings file",
}


def _translated(error: ValidationError) -> SettingsError:
    first = error.errors()[0]
    name, given = str(first["loc"][0]), first["input"]
    rules = dict.fromkeys(_rule(each) for each in error.errors() if each["loc"][0] == name)
    shown = str(given) if isinstance(given, date) else repr(given)
    return SettingsError(
        f"Setting {name!r} does not take {shown}: it should be {' or '.join(rules)}.",
        f"Choose another value. What it sets: {Settings.model_fields[name].description}",
    )


def _rule(detail: Any) -> str:
    words = _RULES.get(detail["type"])
    return words.format(**detail.get("ctx", {})) if words else detail["msg"]
