"""Each method is what its formula says, and offers what customers are known to like."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from tests.recommend.shops import categories, kinds, lines_of, shop_by_hand, tasteful

from smartcart.orders import check_lines
from smartcart.recommend import evaluate_recommender, fit_recommender, learn_fifths
from smartcart.recommend.collaborative import fit_neighbours, weigh_bm25
from smartcart.recommend.popularity import BuyAgain, Popularity, fit_segment_popularity
from smartcart.recommend.purchases import make_purchases, weighted_matrix
from smartcart.recommend.segments import place_by_country


@pytest.fixture(scope="module")
def purchases():
    return make_purchases(shop_by_hand())


def test_purchases_count_once_a_day_and_fade_by_half_lives(purchases):
    again = make_purchases(
        lines_of(("1", "a", "2020-01-01"), ("1", "a", "2020-01-01"), ("2", "x", "2020-01-11"))
    )
    assert weighted_matrix(again).toarray().tolist() == [[1, 0], [0, 1]]
    # The day after the last line is the end: 11 days after the first line, 1 after the last.
    faded = weighted_matrix(again, half_life=5).toarray()
    assert faded == pytest.approx(np.diag([0.5 ** (11 / 5), 0.5 ** (1 / 5)]))
    assert list(purchases.products) == ["cup", "nail", "pot", "saw", "tea"]
    assert weighted_matrix(purchases).toarray()[0].tolist() == [1, 0, 0, 0, 2]


def test_popularity_counts_customers(purchases):
    # cup 2, nail 1, pot 1, saw 2, tea 2 customers.
    assert Popularity.fit(purchases).share == pytest.approx(np.array([2, 1, 1, 2, 2]) / 8)


def test_a_segment_is_drawn_to_everybody_by_counts(purchases):
    segments = pd.Series({"1": "S1", "2": "S1", "3": "S2"})
    fitted = fit_segment_popularity(purchases, segments, prior=3.0, half_life=None)
    everybody = np.array([2, 1, 1, 2, 3]) / 9
    of_one = (np.array([2, 0, 1, 0, 3]) + 3 * everybody) / (6 + 3)
    of_two = (np.array([0, 1, 0, 1, 0]) + 3 * everybody) / (2 + 3)
    assert fitted.scores(np.array([0, 1, 2, 3])) == pytest.approx(
        np.array([of_one, of_one, of_two, everybody]), rel=1e-6
    )
    assert fitted.rows_of(pd.Series(["S2", "S9", None])).tolist() == [1, 2, 2]


def test_a_customer_buys_again_what_it_bought_often(purchases):
    # The end is 21 January: cup 10 days ago, tea 10 and 20 days ago.
    scores = BuyAgain.fit(purchases).scores(np.array([0]))[0]
    ten, twenty = 0.5 ** (10 / 180), 0.5 ** (20 / 180)
    assert scores == pytest.approx(np.array([ten, 0, 0, 0, ten + twenty]), rel=1e-6)


def test_bm25_is_the_formula_and_neighbours_are_its_products(purchases):
    bought = weighted_matrix(purchases).toarray().astype(float)
    rarity = np.log1p((5 - (bought > 0).sum(1) + 0.5) / ((bought > 0).sum(1) + 0.5))
    length = bought.sum(0)
    norm = 1.2 * (1 - 0.5 + 0.5 * length / length.mean())
    expected = bought * 2.2 / (bought + norm) * rarity[:, None]
    assert weigh_bm25(weighted_matrix(purchases), 1.2, 0.5).toarray() == pytest.approx(expected)
    fitted = fit_neighbours(purchases, k1=1.2, b=0.5, memory=None, n_neighbours=5)
    similar = fitted.similarity.toarray()
    assert similar == pytest.approx(expected.T @ expected, rel=1e-6)
    assert similar[4, [1, 3]].tolist() == [0, 0]  # nobody who had tea bought saws or nails


def test_fifths_are_of_the_first_day_and_others_are_placed_by_the_same_borders():
    rows = [(f"k{i}", "a", "2020-01-01") for i in range(10)]
    old = lines_of(*rows, ("k0", "x", "2020-02-01"))
    old.table["price"] = [*range(1, 11), 999.0]
    place = learn_fifths(old)
    assert place(old).tolist() == ["V1", "V1", "V2", "V2", "V3", "V3", "V4", "V4", "V5", "V5"]
    new = lines_of(("x", "a", "2021-01-01"), ("y", "x", "2021-01-01"))
    new.table["price"] = [0.5, 50.0]
    assert place(new).to_dict() == {"x": "V1", "y": "V5"}
    assert place_by_country(new).to_dict() == {"x": "Spain", "y": "Spain"}


def learn_kinds(_):
    """Place customers by what they are, which only the maker of the lines knows."""
    return lambda lines: kinds(2000).reindex(lines.table["customer_id"].unique())


def test_segments_of_planted_tastes_serve_newcomers_and_say_why():
    lines = check_lines(tasteful(2000))
    evaluation = evaluate_recommender(lines, date(2024, 1, 1), learn_kinds)
    served = evaluation.newcomers.loc["first order"]
    assert served["low"] > 0
    assert served["segment_popularity"] > 1.2 * served["popularity"]
    for result in evaluation.tasks.values():
        assert result.methods.loc["blend", "low"] > 0
        assert result.methods["ndcg"].idxmax() == result.winner
        assert "times that of popularity" in result.sentence
        assert result.by_history["customers"].sum() == result.customers
        assert list(result.by_segment.index) == sorted(set(kinds(2000)))
    recommender = fit_recommender(lines, learn_kinds)
    assert recommender.tuning.prior < 100_000
    offered = recommender.for_segments().set_index("segment_id")
    said = offered["reason"] == "bought by customers like you in " + offered.index
    assert said["gardeners"].mean() > 0.5
    assert (offered.loc["all", "reason"] == "sells best at present").all()


@pytest.fixture(scope="module")
def lines():
    return check_lines(tasteful())


@pytest.fixture(scope="module")
def recommender(lines):
    return fit_recommender(lines)


def test_planted_tastes_are_found(lines, recommender):
    """Gardeners are six times as likely to buy garden things: new ones are offered to them."""
    offered = recommender.recommend(new_only=True)
    kind = offered["customer_id"].map(kinds(1000))
    category = offered["product_id"].map(categories())
    share = (category == 2).groupby(kind).mean()
    assert share["gardeners"] > 2.5 * share["families"]
    toys = (category == 5).groupby(kind).mean()
    assert toys["families"] > 2.5 * toys["gardeners"]
    by_kind = fit_segment_popularity(recommender.fitted.purchases, kinds(1000), prior=1000.0)
    row = by_kind.rows_of(pd.Series(["gardeners", "families"]))
    garden = (categories().loc[recommender.fitted.purchases.products] == 2).to_numpy()
    of_gardeners, of_families = by_kind.shares[row][:, garden].sum(axis=1)
    assert of_gardeners > 2 * of_families
