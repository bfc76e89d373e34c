"""``smartcart doctor``: what is installed here, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smartcart.cli.options import AsJson, StoreAddress

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["doctor"]

#: part -> what it is for, and the extra that brings it (none for the core).
_PARTS = {
    "numpy": ("numbers", ""),
    "pandas": ("tables", ""),
    "pyarrow": ("Parquet files", ""),
    "scipy": ("statistics", ""),
    "scikit-learn": ("models of campaigns and forecasts", ""),
    "matplotlib": ("the report's pictures", "report"),
    "jinja2": ("the report", "report"),
    "python-calamine": ("reading Excel files", "excel"),
    "openpyxl": ("writing Excel files", "excel"),
    "sqlalchemy": ("databases", "database"),
    "alembic": ("the store's format", "database"),
    "psycopg": ("PostgreSQL", "database"),
    "duckdb": ("DuckDB", "database"),
    "implicit": ("recommendations", "recommend"),
    "sqlglot": ("models as SQL", "sql"),
    "streamlit": ("the web page", "app"),
    "plotly": ("its figures", "app"),
    "pyspark": ("tables on a cluster", "spark"),
    "mlflow-skinny": ("recording runs in MLflow", "mlflow"),
}


#: What the innermost loops run in, in words.
_LOOPS = {
    "compiled": "compiled",
    "numpy": "numpy, which is slower and gives the same results; to compile them, install "
    "SmartCart where there is a C compiler, and do not set SMARTCART_NO_KERNELS",
}


def doctor(store: StoreAddress = None, as_json: AsJson = False) -> None:
    """Show versions, optional parts, the machine and the state of the store."""
    from smartcart.cli.display import console, print_json

    facts = {**_facts(), "store": _store(store)}
    if as_json:
        print_json(facts)
        return
    out = console()
    machine = f"Python {facts['python']} on {facts['platform']}, {facts['cores']} cores"
    out.print(f"SmartCart {facts['smartcart']} with {machine}", markup=False)
    for name, part in facts["parts"].items():
        found = part["version"] or f'missing: pip install "smartcart[{part["extra"]}]"'
        out.print(f"  {name:<16} {found:<12} {part['purpose']}", markup=False)
    java = facts["java"] or "none found; Spark needs Java 17 or later, or a cluster to ask"
    out.print(f"  {'java':<16} {java}", markup=False, soft_wrap=True)
    out.print(f"Innermost loops: {_LOOPS[facts['kernels']]}", markup=False, soft_wrap=True)
    _show_store(out, facts["store"])


def _facts() -> dict[str, Any]:
    import os
    import platform

    from smartcart import __version__
    from smartcart.kernels import find_library

    parts = {
        name: {"version": _version(name), "purpose": purpose, "extra": extra}
        for name, (purpose, extra) in _PARTS.items()
    }
    return {
        "smartcart": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "kernels": "compiled" if find_library() else "numpy",
        "parts": parts,
        "java": _java(),
    }


def _version(package: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _java() -> str | None:
    """Return the program that runs Java."""
    from smartcart.engines.java import find_java

    return find_java()


def _store(address: str | None) -> dict[str, Any] | None:
    """Return the state of the store, or what keeps it from being read; None without the extra."""
    from smartcart.errors import MissingExtraError, StoreError

    try:
        from smartcart.jobs.store_history import describe_store
    except MissingExtraError:
        return None
    try:
        return describe_store(address)
    except StoreError as error:
        return {"store": address, "trouble": error.what}


def _show_store(out: Console, told: dict[str, Any] | None) -> None:
    if told is None:
        return
    if "trouble" in told:
        out.print(told["trouble"], markup=False, soft_wrap=True)
    elif told["format"] is None:
        out.print(f"No store yet at {told['store']}", markup=False, soft_wrap=True)
    else:
        from smartcart.cli.history import show_champion

        out.print(
            f"Store {told['store']}: format {told['format']}, {told['runs']:,} runs, "
            f"{told['suppressed']:,} customers not to be contacted",
            markup=False,
            soft_wrap=True,
        )
        show_champion(out, told["champion"])
