"""One year of a real shop: the page's tables are what the code measures, and the blend is ahead."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smartcart.orders import check_lines
from smartcart.recommend import evaluate_recommender
from smartcart.recommend.collaborative import fit_neighbours
from smartcart.recommend.judge import judge_lists, top_products
from smartcart.recommend.purchases import lines_before, lines_from, make_purchases
from smartcart.recommend.truth import make_truth

PAGE = Path(__file__).parents[2] / "docs" / "recommend.md"
SPLIT = date(2010, 9, 1)
#: Factors end in other digits on other machines; three decimals hold all the same, nearly.
NEAR = 0.004


@pytest.fixture(scope="module")
def lines(retail_path):
    return check_lines(pd.read_parquet(retail_path))


@pytest.fixture(scope="module")
def evaluation(lines):
    return evaluate_recommender(lines, SPLIT)


def rows(section: str) -> dict[str, list[float]]:
    """Return the numbers of the rows of the first table after a text, by their first cell."""
    after = PAGE.read_text().partition(section)[2]
    table = re.search(r"(?:^\|.*\n)+", after, re.MULTILINE).group().splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    return {
        first.strip("`"): [
            float(number) for cell in rest for number in re.findall(r"[-+]?[\d,.]*\d", cell)
        ]
        for first, *rest in cells
    }


@pytest.mark.parametrize(
    ("task", "section"),
    [("new", "\nProducts new to the customer,"), ("all", "\nAll products,")],
)
def test_the_tables_of_the_page_are_what_is_measured(evaluation, task, section):
    result = evaluation.tasks[task]
    assert f"{section} {result.customers:,} customers:\n" in PAGE.read_text()
    told = rows(section)
    assert list(told) == list(result.methods.index)
    for name, row in result.methods.iterrows():
        measured = [row["hit_rate"], row["ndcg"], row["map"], 100 * row["coverage"]]
        measured += [] if name == "popularity" else [row["low"], row["high"]]
        measured += [] if name == "bm25" else [row["bm25_low"], row["bm25_high"]]
        near = [NEAR] * 3 + [1.0] + [NEAR] * (len(measured) - 4)
        assert (np.abs(np.array(told[name]) - measured) < near).all(), (name, measured)


def test_the_blend_is_ahead_of_popularity_and_of_bm25_alone(evaluation):
    for task, times in (("new", 1.8), ("all", 2.4)):
        result = evaluation.tasks[task]
        ndcg, blend = result.methods["ndcg"], result.methods.loc["blend"]
        assert ndcg["blend"] >= times * ndcg["popularity"]
        assert blend["low"] > 0
        assert blend["bm25_low"] > 0
        assert result.winner == "blend"
    assert "no more than level with ALS" in " ".join(PAGE.read_text().split())
    assert max(evaluation.tuning.origins) < SPLIT


def test_history_lengths_and_newcomers_are_as_the_page_says(evaluation):
    names = ["popularity", "bm25", "als", "blend"]
    told = rows("\nnDCG by days of purchase")
    for group, numbers in told.items():
        new, every = (evaluation.tasks[task].by_history.loc[group] for task in ("new", "all"))
        measured = [new["customers"], *new[names], every["customers"], *every[names]]
        assert numbers == pytest.approx(measured, abs=2.5 * NEAR), group
    for known, numbers in rows("\nCustomers whose first order lies after the split").items():
        row = evaluation.newcomers.loc[known.partition(":")[0]]
        assert numbers[-5:] == pytest.approx(
            row[["customers", "popularity", "segment_popularity", "low", "high"]], abs=NEAR
        )
        assert row["low"] > 0


def test_another_time_of_the_year_is_as_the_page_says(retail_path):
    split = date(2010, 6, 1)
    tasks = evaluate_recommender(
        check_lines(pd.read_parquet(retail_path), date(2010, 9, 1)), split
    ).tasks
    measured = []
    for task in ("new", "all"):
        table = tasks[task].methods
        measured += [*table.loc[["popularity", "bm25", "als", "blend"], "ndcg"]]
        measured += [*table.loc["blend", ["bm25_low", "bm25_high"]]]
        assert table.loc["blend", "bm25_low"] > 0
    assert rows("\nDoes it hold at other times?")[str(split)] == pytest.approx(measured, abs=NEAR)


def test_bm25_with_usual_settings_is_where_others_find_it(lines):
    past = make_purchases(lines_before(lines, SPLIT))
    truth = make_truth(past, lines_from(lines, SPLIT))
    usual = fit_neighbours(past, k1=1.2, b=0.75, memory=None, n_neighbours=200)
    found = {"new": [], "all": []}
    for block in truth.blocks():
        for task, values in found.items():
            relevant = truth.relevant(block, task)
            shut = truth.taken(block) if task == "new" else np.zeros_like(relevant)
            top = top_products(np.where(shut, -np.inf, usual.scores(truth.rows[block])))
            hits, n = np.take_along_axis(relevant, top, axis=1), relevant.sum(axis=1)
            values.extend(judge_lists(hits[n > 0], n[n > 0])["ndcg"])
    assert np.mean(found["new"]) == pytest.approx(0.117, abs=0.001)
    assert np.mean(found["all"]) == pytest.approx(0.370, abs=0.001)
    assert "nDCG of 0.117 on new products and 0.370 on all" in " ".join(PAGE.read_text().split())
