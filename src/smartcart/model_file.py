"""Segmentation <-> model.json: data only, one spelling, its own checksum.

The file is the canonical JSON of its content (sorted keys, shortest numbers that read back to
the same bits). Reading writes it again in memory and compares byte for byte, so that any
change, in a number or in a blank, is refused before anything is used.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from smartcart.choice import KChoice, Verdict
from smartcart.churn import Churn, RiskModel
from smartcart.clusters import Partition
from smartcart.customers import Schema
from smartcart.errors import ModelFileError
from smartcart.profiles import Concentration, Rate, RuleTree
from smartcart.segmentation import Segment, Segmentation, SegmentModel, SubSegment
from smartcart.settings import Settings
from smartcart.space import NominalScale, NumericScale, OrdinalScale, Scale, SpaceModel
from smartcart.whole_file import write_bytes

__all__ = ["FORMAT", "dump_model", "load_model", "parse_model", "save_model"]

FORMAT = 1
_LARGEST = 10_000_000  # bytes; a model of 50 segments and 500 variables stays well below
_SCALES: dict[str, type[Scale]] = {
    "numeric": NumericScale,
    "nominal": NominalScale,
    "ordinal": OrdinalScale,
}
_PACKAGES = ("smartcart", "numpy", "pandas", "scipy", "scikit-learn")


def save_model(segmentation: Segmentation, path: str | PathLike[str]) -> None:
    """Write a model file, whole or not at all."""
    write_bytes(dump_model(segmentation).encode(), path)


def load_model(path: str | PathLike[str]) -> Segmentation:
    """Read a model file.

    Raises
    ------
    ModelFileError
        When the file is missing, damaged, too large, or of a format this version does not know.
    """
    source = Path(path)
    if not source.is_file():
        raise ModelFileError(f"There is no model file {source.name!r}.", "Check the path.")
    if source.stat().st_size > _LARGEST:
        raise ModelFileError(
            f"{source.name!r} is larger than any model file ({_LARGEST:,} bytes).",
            "Give the model.json that 'smartcart segment' wrote.",
        )
    return parse_model(source.read_bytes(), source.name)


def dump_model(segmentation: Segmentation) -> str:
    """Return the text of the model file; the same customers give the same bytes."""
    content = _content(segmentation)
    return _canonical({**content, "checksum": _checksum(content)})


def parse_model(data: bytes, name: str = "model.json") -> Segmentation:
    """Return the segmentation that `dump_model` wrote; it holds no customers.

    Raises
    ------
    ModelFileError
        When a single byte differs from what was written.
    """
    content = _parsed(data, name)
    checksum = content.pop("checksum", None)
    if "format" not in content:
        raise ModelFileError(
            f"{name!r} is JSON, but not a model file: it names no format.",
            "Give the model.json that 'smartcart segment' wrote.",
        )
    if content.get("format") != FORMAT:
        raise ModelFileError(
            f"{name!r} has format {content.get('format')!r}; this version reads {FORMAT}.",
            "Install the version of SmartCart that wrote it, or segment the customers anew.",
        )
    written = _canonical({**content, "checksum": checksum}).encode()
    if checksum != _checksum(content) or written != data:
        raise _damaged(name, "its checksum does not match its content")
    try:
        return _segmentation(content)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise _damaged(name, f"a part is missing or misshapen ({type(error).__name__})") from None


def _damaged(name: str, why: str) -> ModelFileError:
    return ModelFileError(
        f"{name!r} is not an intact model file: {why}.",
        "Take a copy that was not changed, or segment the customers anew.",
    )


def _parsed(data: bytes, name: str) -> dict[str, Any]:
    try:
        content = json.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise _damaged(name, "it is not JSON") from None
    if not isinstance(content, dict):
        raise _damaged(name, "it is JSON, but no model")
    return content


def _canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _checksum(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(content).encode("utf-8", "surrogatepass")).hexdigest()


# Segmentation -> plain data


def _content(segmentation: Segmentation) -> dict[str, Any]:
    model, day = segmentation.model, segmentation.snapshot_date
    return {
        "format": FORMAT,
        "versions": {package: version(package) for package in _PACKAGES},
        "settings": segmentation.settings.model_dump(mode="json"),
        "settings_hash": segmentation.settings.hash,
        "data_hash": segmentation.data_hash,
        "snapshot_date": day.isoformat() if day else None,
        "contract": model.schema.to_dict(),
        "transforms": [_scale_data(scale) for scale in model.space.scales],
        "projection": {
            "columns": list(model.space.columns),
            "center": model.space.center.tolist(),
            "loadings": model.space.loadings.tolist(),
            "explained": model.space.explained.tolist(),
        },
        "clusters": {
            **_partition_data(model.partition),
            "unusual_beyond": model.unusual_beyond,
            "nested": [each and _partition_data(each) for each in model.nested],
        },
        "risk": model.risk and asdict(model.risk),
        "high_value_from": model.high_value_from,
        "from_order_lines": model.from_order_lines,
        **({"ids": list(model.lasting_ids)} if model.lasting_ids else {}),
        "names": list(model.computed_names),
        "own_names": dict(model.own_names),
        "segments": [asdict(segment) for segment in segmentation.segments],
        "profiles": _frame_data(segmentation.profiles),
        "k_scores": _frame_data(segmentation.k_scores),
        "choice": asdict(segmentation.choice),
        "verdict": asdict(segmentation.verdict),
        "contributions": _frame_data(segmentation.contributions),
        "descriptors": _frame_data(segmentation.descriptors),
        "fairness": _frame_data(segmentation.fairness),
        "figures": dict(segmentation.figures),
        "warnings": list(segmentation.warnings),
        "rules": segmentation.rules and asdict(segmentation.rules),
        "value": segmentation.value and asdict(segmentation.value),
        "churn": segmentation.churn and asdict(segmentation.churn),
    }


def _partition_data(partition: Partition) -> dict[str, Any]:
    return {
        "method": partition.method,
        "centroids": partition.centroids.tolist(),
        "sizes": partition.sizes.tolist(),
    }


def _scale_data(scale: Scale) -> dict[str, Any]:
    kind = next(kind for kind, each in _SCALES.items() if isinstance(scale, each))
    return {"kind": kind, **asdict(scale)}


def _frame_data(frame: pd.DataFrame) -> dict[str, Any]:
    columns = {name: [_plain(value) for value in frame[name].tolist()] for name in frame}
    return {"index": frame.index.tolist(), "names": list(frame), "columns": columns}


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


# plain data -> Segmentation


def _segmentation(content: Mapping[str, Any]) -> Segmentation:
    day = content["snapshot_date"]
    choice = content["choice"]
    return Segmentation(
        model=_model(content),
        segments=tuple(_segment(each) for each in content["segments"]),
        profiles=_frame(content["profiles"], "segment_id"),
        k_scores=_frame(content["k_scores"], "k"),
        choice=KChoice(choice["k"], choice["reason"], tuple(choice["warnings"])),
        verdict=Verdict(**content["verdict"]),
        contributions=_frame(content["contributions"], "variable"),
        descriptors=_frame(content["descriptors"], "descriptor"),
        fairness=_frame(content["fairness"], "characteristic"),
        settings=Settings.model_validate_json(json.dumps(content["settings"])),
        snapshot_date=date.fromisoformat(day) if day else None,
        figures=content["figures"],
        warnings=tuple(content["warnings"]),
        data_hash=content["data_hash"],
        rules=content["rules"] and RuleTree.from_dict(content["rules"]),
        value=content["value"] and Concentration.from_dict(content["value"]),
        churn=content["churn"] and Churn.from_dict(content["churn"]),
    )


def _model(content: Mapping[str, Any]) -> SegmentModel:
    projection, clusters = content["projection"], content["clusters"]
    space = SpaceModel(
        tuple(_scale(each) for each in content["transforms"]),
        np.array(projection["center"], dtype=np.float64),
        np.array(projection["loadings"], dtype=np.float64),
        np.array(projection["explained"], dtype=np.float64),
    )
    partition = _partition(clusters, space.n_components)
    nested = tuple(each and _partition(each, space.n_components) for each in clusters["nested"])
    names = tuple(content["names"])
    if partition.k != len(names) or len(nested) not in (0, len(names)):
        raise ValueError("centroids and names do not match")
    ids = tuple(content.get("ids", ()))
    if ids and len(set(ids)) != len(names):
        raise ValueError("ids and names do not match")
    risk = content["risk"] and RiskModel.from_dict(content["risk"])
    if risk and len(risk.index) != partition.k:
        raise ValueError("centroids and risk do not match")
    return SegmentModel(
        Schema.from_dict(content["contract"]),
        space,
        partition,
        clusters["unusual_beyond"],
        names,
        nested,
        own_names=dict(content["own_names"]),
        risk=risk,
        high_value_from=content["high_value_from"],
        from_order_lines=content.get("from_order_lines", False),
        lasting_ids=ids,
    )


def _partition(data: Mapping[str, Any], n_components: int) -> Partition:
    centroids = np.array(data["centroids"], dtype=np.float64)
    sizes = np.array(data["sizes"], dtype=np.int64)
    if centroids.shape != (len(sizes), n_components):
        raise ValueError("centroids, sizes and components do not match")
    return Partition(data["method"], centroids, sizes)


def _scale(data: Mapping[str, Any]) -> Scale:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in data.items()
        if key != "kind"
    }
    return _SCALES[data["kind"]](**values)


def _segment(data: Mapping[str, Any]) -> Segment:
    rate = data["response_rate"]
    return Segment(
        **{
            **data,
            "evidence": tuple(data["evidence"]),
            "markers": tuple(data["markers"]),
            "advice": tuple(data["advice"]),
            "sub_segments": tuple(_sub_segment(each) for each in data["sub_segments"]),
            "response_rate": Rate(**rate) if rate else None,
        }
    )


def _sub_segment(data: Mapping[str, Any]) -> SubSegment:
    return SubSegment(**{**data, "evidence": tuple(data["evidence"])})


def _frame(data: Mapping[str, Any], index_name: str) -> pd.DataFrame:
    columns = {name: data["columns"][name] for name in data["names"]}
    frame = pd.DataFrame(columns, index=pd.Index(data["index"], name=index_name))
    empty = [name for name in frame if frame[name].isna().all()]
    return frame.astype(dict.fromkeys(empty, "float64"))
