"""What is recommended is in the catalogue, allowed, reasoned truly, and the same every time."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from tests.recommend.shops import lines_of, shop_by_hand, tasteful, tasteless

from smartcart.errors import DataError, SettingsError
from smartcart.orders import check_lines
from smartcart.recommend import Tuning, evaluate_recommender, fit_recommender, learn_fifths
from smartcart.recommend.methods import BLENDED
from smartcart.recommend.purchases import lines_before, lines_from
from smartcart.recommend.tune import tune_blend


@pytest.fixture(scope="module")
def raw():
    return tasteful(400)


@pytest.fixture(scope="module")
def lines(raw):
    return check_lines(raw)


@pytest.fixture(scope="module")
def recommender(lines):
    return fit_recommender(lines)


def bought(lines):
    return lines.table[~lines.table["is_return"]]


def test_everybody_is_served_from_the_catalogue(lines, recommender):
    table = recommender.recommend(top=7)
    assert table["customer_id"].unique().tolist() == sorted(bought(lines)["customer_id"].unique())
    assert (table.groupby("customer_id").size() == 7).all()
    assert set(table["product_id"]) <= set(bought(lines)["product_id"])
    assert not table.duplicated(["customer_id", "product_id"]).any()
    assert (table.groupby("customer_id")["rank"].diff().dropna() == 1).all()
    assert (table.groupby("customer_id")["score"].diff().dropna() <= 0).all()


def test_nothing_owned_and_nothing_out_of_stock_is_offered(lines, recommender):
    gone = list(recommender.for_segments(3)["product_id"])
    owned = set(zip(bought(lines)["customer_id"], bought(lines)["product_id"], strict=True))
    table = recommender.recommend(new_only=True, out_of_stock=[*gone, "unheard of"])
    assert not owned & set(zip(table["customer_id"], table["product_id"], strict=True))
    assert not set(gone) & set(table["product_id"])
    assert not set(gone) & set(recommender.for_segments(out_of_stock=gone)["product_id"])


def leans(recommender, customer: str, product: str) -> bool:
    """Say whether the customer's segment buys a tenth more of it than everybody."""
    popular, purchases = recommender.fitted.segment_popularity, recommender.fitted.purchases
    row, column = (purchases.customers.get_loc(customer), purchases.products.get_loc(product))
    return popular.scores(np.array([row]))[0, column] >= 1.1 * popular.shares[-1, column]


def test_a_reason_says_what_is_true(lines):
    weights = dict.fromkeys(BLENDED, 1.0)
    tuning = Tuning({"new": weights, "all": weights}, prior=100.0, origins=(), customers=0)
    recommender = fit_recommender(lines, tuning=tuning)
    table = pd.concat([recommender.recommend(new_only=new) for new in (True, False)])
    own = bought(lines).groupby(["customer_id", "product_id"])["day"]
    days, last = own.nunique(), own.max()
    seen = set()
    for row in table.itertuples():
        pair = (row.customer_id, row.product_id)
        if pair in days:
            on = str(last[pair].date())
            n = days[pair]
            said = f"you bought it {n} times, last on {on}" if n > 1 else f"you bought it on {on}"
        elif row.method == "bm25":
            companion = row.reason.removeprefix("often bought with ").removesuffix(
                ", which you have"
            )
            assert (row.customer_id, companion) in days
            said = f"often bought with {companion}, which you have"
        elif row.method == "segment_popularity":
            said = "sells best at present"
            if leans(recommender, row.customer_id, row.product_id):
                said = f"bought by customers like you in {recommender.segments[row.customer_id]}"
        else:
            said = "bought by customers who buy what you buy"
        assert row.reason == said
        seen.add(row.reason.split(" ")[0] + " " + row.reason.split(" ")[2])
    assert seen == {"you it", "often with", "bought customers", "sells at"}


def test_segments_have_lists_and_so_have_customers_of_none(recommender):
    table = recommender.for_segments(4)
    assert table["segment_id"].unique().tolist() == ["V1", "V2", "V3", "V4", "V5", "all"]
    assert (table.groupby("segment_id").size() == 4).all()
    assert (table.loc[table["segment_id"] == "all", "reason"] == "sells best at present").all()


def test_the_same_lines_in_any_order_give_the_same_bytes(raw, recommender):
    shuffled = fit_recommender(check_lines(raw.sample(frac=1, random_state=3)))
    for table in ("recommend", "for_segments"):
        one, other = (getattr(each, table)().to_csv() for each in (recommender, shuffled))
        assert one == other
    some = recommender.recommend(["12003", "12001"], top=3)
    every = recommender.recommend(top=3).set_index("customer_id")
    assert some["customer_id"].unique().tolist() == ["12003", "12001"]
    assert some.set_index("customer_id").equals(every.loc[["12003", "12001"]])


def test_what_is_judged_is_learnt_from_the_past_alone(lines):
    split = date(2024, 6, 1)
    before, later = lines_before(lines, split), lines_from(lines, split)
    evaluation = evaluate_recommender(lines, split)
    assert evaluation.tuning == tune_blend(before, learn_fifths)
    assert all(each < split for each in evaluation.tuning.origins)
    # Were other things bought later, the lists would be the same: so is what they cover.
    table = later.table.assign(product_id=later.table["product_id"].to_numpy()[::-1])
    others = replace(lines, table=pd.concat([before.table, table], ignore_index=True))
    changed = evaluate_recommender(others, split)
    assert changed.tuning == evaluation.tuning
    assert (
        changed.tasks["all"].methods["ndcg"]["blend"]
        < evaluation.tasks["all"].methods["ndcg"]["blend"]
    )
    assert changed.tasks["all"].by_segment["customers"].sum() == changed.tasks["all"].customers


def test_newcomers_are_those_whose_first_order_lies_after_the_split(lines):
    split = date(2024, 4, 1)
    evaluation = evaluate_recommender(lines, split)
    first = bought(lines).groupby("customer_id")["day"].agg(["min", "nunique"])
    new = first[first["min"] >= pd.Timestamp(split)]
    assert evaluation.newcomers.loc["country", "customers"] == len(new)
    assert evaluation.newcomers.loc["first order", "customers"] == (new["nunique"] > 1).sum()


def test_without_tastes_it_says_that_nothing_beats_popularity():
    evaluation = evaluate_recommender(tasteless())
    result = evaluation.tasks["new"]
    assert result.winner == "popularity"
    assert result.sentence == (
        "For products new to the customer no method is surely ahead of popularity: offer what "
        "sells most."
    )


def test_few_lines_are_served_with_the_usual_weights():
    recommender = fit_recommender(shop_by_hand())
    assert recommender.tuning.origins == ()
    table = recommender.recommend(["1"], top=9, new_only=True)
    # pot is bought by who bought tea and cups; saws are not.
    assert table["product_id"].tolist()[0] == "pot"
    assert set(table["product_id"]) == {"pot", "saw", "nail"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("1", "a", "2020-01-01"), ("1", "x", "2020-01-02")], "The order lines hold 1 customer;"),
        ([("1", "a", "2020-01-01"), ("2", "a", "2020-01-02")], "The order lines hold 1 product;"),
    ],
)
def test_one_customer_or_one_product_is_refused(rows, said):
    with pytest.raises(DataError, match=f"{said} to recommend takes two or more of them"):
        fit_recommender(lines_of(*rows))


def test_lines_without_products_are_refused(raw):
    with pytest.raises(DataError, match="no column for the product: nothing can be recommended"):
        fit_recommender(check_lines(raw.drop(columns="StockCode")))


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda r: r.recommend(top=0), SettingsError, "is 1 or more, got 0"),
        (lambda r: r.recommend(["nobody"]), SettingsError, "'nobody' has not bought anything"),
        (
            lambda r: r.recommend(out_of_stock=r.fitted.purchases.products),
            DataError,
            "All 390 products are out of stock: nothing is left to recommend",
        ),
    ],
)
def test_what_cannot_be_recommended_is_said(recommender, call, error, said):
    with pytest.raises(error, match=said):
        call(recommender)


@pytest.mark.parametrize(
    ("split", "error", "said"),
    [
        (date(2020, 1, 1), SettingsError, "No purchase lies before 2020-01-01, where it is split"),
        (date(2020, 2, 1), SettingsError, "No purchase lies on or after 2020-02-01"),
        (date(2020, 1, 21), SettingsError, "No purchase lies on or after 2020-01-21"),
        (
            date(2020, 1, 12),
            DataError,
            "None of the 3 customers who bought before 2020-01-12 bought a known product after it",
        ),
    ],
)
def test_a_split_that_leaves_nothing_to_judge_is_refused(split, error, said):
    with pytest.raises(error, match=said):
        evaluate_recommender(shop_by_hand(), split)
