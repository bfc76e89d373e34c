import subprocess
import sys

import pytest

import smartcart


def test_the_public_surface_is_this_and_nothing_else():
    assert smartcart.__all__ == [
        "FOUNDING_SCHEMA",
        "Customers",
        "Schema",
        "Segmentation",
        "Segmenter",
        "Settings",
        "SmartCartError",
        "build_features",
        "check_customers",
        "choose_k",
        "drift",
        "explore",
        "fit_clusters",
        "fit_space",
        "judge_segments",
        "load",
        "make_customers",
        "make_orders",
        "match_segments",
        "migrations",
        "orders",
        "parse_config",
        "read_customers",
        "recommend",
        "score_k",
        "segment",
        "segment_stability",
    ]
    for name in smartcart.__all__:
        assert getattr(smartcart, name).__doc__, name


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'sgment'"):
        _ = smartcart.sgment


def modules_after(code: str) -> set[str]:
    caught = f"try:\n    {code}\nexcept SystemExit:\n    pass"
    probe = f"import sys\n{caught}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_importing_the_package_loads_nothing_heavy():
    assert not modules_after("import smartcart") & {"numpy", "pandas", "pydantic", "typer"}


def test_help_does_not_load_pandas():
    code = "sys.argv = ['smartcart', '--help']; import smartcart.cli; smartcart.cli.main()"
    assert not modules_after(code) & {"numpy", "pandas", "sklearn", "pydantic", "matplotlib"}


def test_segmenting_loads_no_library_of_learning_and_draws_only_the_report(tmp_path):
    smartcart.make_customers(300, seed=0).to_csv(source := tmp_path / "c.csv", index=False)
    words = ["smartcart", "segment", str(source), "--out", str(tmp_path / "out")]
    code = "sys.argv = {}; import smartcart.cli; smartcart.cli.main()"
    heavy = {"sklearn", "scipy.stats", "seaborn", "plotly"}
    drawn = modules_after(code.format(words))
    assert {"scipy.special", "matplotlib"} <= drawn
    assert not drawn & heavy
    plain = modules_after(code.format([*words, "--no-report"]))
    assert "scipy.special" in plain
    assert not plain & (heavy | {"matplotlib"})
