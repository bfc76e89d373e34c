"""The next best category: shares shrunk to peers, peers that prove themselves, offers in money."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import smartcart
from smartcart.customers import FOUNDING_SCHEMA, Column, Kind, Role, Schema
from smartcart.errors import DataError
from smartcart.jobs.next_best import place_by_model
from smartcart.recommend import find_next_best
from smartcart.recommend.affinity import estimate_credibility, fit_affinities, shrink_shares
from smartcart.recommend.parts import Parts
from smartcart.recommend.peers import PEERS, expect_share

WEB_STORE_PHONE = tuple(
    Column(f"n_{name}", name, Role.DESCRIPTOR, Kind.COUNT) for name in ("web", "store", "phone")
)


def parts_of(amounts) -> Parts:
    amounts = np.asarray(amounts, dtype=float)
    ids = pd.Index([f"c{i}" for i in range(len(amounts))])
    return Parts(WEB_STORE_PHONE[: amounts.shape[1]], ids, amounts)


def table_of(amounts, names) -> smartcart.Customers:
    """Return customers of a shop with these categories, and nothing else."""
    columns = [
        Column(n, n, Role.SEGMENTATION, Kind.AMOUNT, adds_to="spend", share=f"share_{n}")
        for n in names
    ]
    schema = Schema((Column("customer_id", "ID", Role.ID, Kind.ID), *columns), value="spend")
    frame = pd.DataFrame(amounts, columns=names).assign(ID=[f"c{i}" for i in range(len(amounts))])
    return smartcart.check_customers(frame, schema)


def together(customers) -> pd.Series:
    return pd.Series("S1", index=customers.table.index)


@given(
    arrays(float, st.tuples(st.integers(1, 8), st.just(3)), elements=st.floats(0, 1e6)),
    st.floats(0, 1e6),
    st.tuples(*[st.floats(0.01, 1)] * 3),
)
def test_a_shrunk_share_lies_between_the_own_and_that_of_peers_and_all_sum_to_one(
    amounts, half_known, weights
):
    parts = parts_of(amounts)
    expected = np.tile(np.array(weights) / sum(weights), (len(amounts), 1))
    shrunk = shrink_shares(parts, expected, half_known)
    assert np.allclose(shrunk.sum(axis=1), 1.0)
    own = np.where(parts.totals[:, None] > 0, parts.shares, expected)
    assert (shrunk >= np.minimum(own, expected) - 1e-12).all()
    assert (shrunk <= np.maximum(own, expected) + 1e-12).all()


@given(arrays(int, st.tuples(st.integers(2, 12), st.just(3)), elements=st.integers(0, 10**6)))
def test_affinities_are_shares_whatever_was_bought(cents):
    amounts = cents / 100
    parts = parts_of(amounts)
    segments = pd.Series(["S1", "S2"] * len(amounts), dtype=object)[: len(amounts)]
    for peers in PEERS:
        found = fit_affinities(parts, segments.set_axis(parts.customers), peers)
        for table in (found.expected, found.shares):
            assert np.allclose(table.sum(axis=1), 1.0)
            assert ((table >= -1e-12) & (table <= 1 + 1e-12)).all(axis=None)
        assert (found.missing >= 0).all(axis=None)


@pytest.mark.parametrize("strength", [3.0, 12.0])
def test_the_credibility_of_a_dirichlet_multinomial_is_the_sum_of_its_parameters(strength):
    generator = np.random.default_rng(0)
    mean = np.array([0.5, 0.3, 0.2])
    tastes = generator.dirichlet(strength * mean, 6000)
    totals = generator.integers(1, 40, 6000)
    parts = parts_of([generator.multinomial(n, p) for n, p in zip(totals, tastes, strict=True)])
    found = estimate_credibility(parts, np.tile(mean, (6000, 1)))
    assert found == pytest.approx(strength, rel=0.1)
    # In another currency the same customers are believed as much.
    in_cents = parts_of(parts.amounts * 100)
    assert estimate_credibility(in_cents, np.tile(mean, (6000, 1))) == pytest.approx(found * 100)


def test_where_nobody_has_a_taste_the_peers_are_believed_alone():
    generator = np.random.default_rng(1)
    parts = parts_of(generator.multinomial(generator.integers(1, 40, 2000), [0.5, 0.3, 0.2]))
    assert estimate_credibility(parts, np.tile([0.5, 0.3, 0.2], (2000, 1))) > 200


def test_shares_of_peers_by_hand():
    parts = parts_of([[8, 2], [4, 6], [0, 10], [2, 8]])  # web: 0.8, 0.4, 0, 0.2
    segments = np.array(["S1", "S1", "S2", "S2"], dtype=object)
    known = (parts, segments)
    assert expect_share("all", 0, known, known) == pytest.approx([0.35] * 4)
    # Two of the segment, and one like the mean of all.
    assert expect_share("segment", 0, known, known) == pytest.approx(
        [1.55 / 3, 1.55 / 3, 0.55 / 3, 0.55 / 3]
    )
    stranger = (parts_of([[1, 1]]), np.array(["S9"], dtype=object))
    assert expect_share("segment", 0, known, stranger) == pytest.approx([0.35])


@pytest.mark.parametrize("peers", PEERS)
def test_what_a_customer_spends_on_a_part_does_not_change_what_is_expected_of_it(peers):
    generator = np.random.default_rng(0)
    parts = parts_of(generator.gamma(2.0, 50.0, (60, 3)))
    segments = np.array(["S1", "S2"] * 30, dtype=object)
    asked = parts_of([[1.0, 20.0, 30.0], [900.0, 20.0, 30.0]])
    found = expect_share(peers, 0, (parts, segments), (asked, segments[:1].repeat(2)))
    assert found[0] == found[1]


def test_the_offer_is_the_category_that_is_missing_most_in_money():
    generator = np.random.default_rng(0)
    totals = generator.lognormal(9, 1, 200)[:, None]
    amounts = np.round(generator.dirichlet([30, 15, 5], 200) * totals)
    amounts[0] = [9000, 900, 100]
    amounts[1] = [0, 0, 0]
    found = find_next_best(table_of(amounts, ["tea", "cups", "pots"]), together)
    first, nobody = found.offers.iloc[0], found.offers.iloc[1]
    assert first["category"] == "cups"
    assert first["own_share"] == pytest.approx(0.09)
    assert found.tests["categories"].winner == "all"
    assert found.categories.half_known < 1e4
    gap = first["peer_share"] - found.affinities.loc["c0", "affinity_cups"]
    assert first["expected_extra_spend"] == pytest.approx(10_000 * gap, abs=1)
    assert 0 < first["expected_extra_spend"] < 2500
    assert first["reason"] == f"customers spend {first['peer_share']:.0%} on cups; you: 9%"
    assert nobody["category"] == "tea"
    assert pd.isna(nobody["expected_extra_spend"])
    assert nobody["reason"].endswith("on tea; you: nothing is known")
    assert first["channel"] == first["next_channel"] == ""


def by_spend(customers) -> pd.Series:
    """Place customers in two segments by how much they spend."""
    total = customers.table.sum(axis=1)
    return pd.Series(np.where(total > 200, "S1", "S2"), index=customers.table.index)


@pytest.mark.parametrize("seed", range(3))
def test_chance_is_not_taken_for_peers(seed):
    generator = np.random.default_rng(seed)
    totals = generator.lognormal(5, 1, 400).astype(int) + 20
    amounts = generator.multinomial(totals, [0.6, 0.3, 0.1]).astype(float)
    test = find_next_best(table_of(amounts, ["tea", "cups", "pots"]), by_spend).tests["categories"]
    assert test.winner == "all"
    assert "no peers predict them surely better than the shares of all" in test.sentence


def test_who_lacks_nothing_is_offered_what_peers_buy_most():
    amounts = np.tile([[10.0, 30.0]], (60, 1)) * np.arange(1, 61)[:, None]
    offers = find_next_best(table_of(amounts, ["tea", "cups"]), together).offers
    assert set(offers["category"]) == {"cups"}
    assert (offers["expected_extra_spend"] == 0).all()


def test_planted_segments_are_found_to_speak():
    generator = np.random.default_rng(4)
    kind = np.arange(400) % 2
    means = np.where(kind[:, None] == 0, [0.4, 0.4, 0.1, 0.1], [0.1, 0.1, 0.4, 0.4])
    amounts = np.array([generator.multinomial(60, mean) for mean in means]).astype(float)

    def place(customers) -> pd.Series:
        table = customers.table
        is_first = table["a"] + table["b"] > table["c"] + table["d"]
        return pd.Series(np.where(is_first, "S1", "S2"), index=table.index)

    test = find_next_best(table_of(amounts, list("abcd")), place).tests["categories"]
    assert test.winner != "all"
    assert test.methods.loc["segment", "low"] > 0.5


def test_too_few_customers_prove_nothing():
    test = find_next_best(table_of(np.full((9, 2), 5.0), ["tea", "cups"]), together).tests
    assert test["categories"].customers == 0
    assert test["categories"].sentence.startswith("Shares of spend: too few customers")


def test_a_table_without_categories_is_refused():
    columns = (Column("visits", "Visits", Role.SEGMENTATION, Kind.COUNT),)
    schema = Schema((FOUNDING_SCHEMA["customer_id"], *columns), value="visits", frequency="")
    frame = pd.DataFrame({"ID": ["1", "2"], "Visits": [3, 4]})
    customers = smartcart.check_customers(frame, schema)
    with pytest.raises(DataError, match="no category or channel to choose") as refused:
        find_next_best(customers, together)
    assert "adds_to" in refused.value.next_step


def test_the_same_customers_in_any_order_get_the_same_offers(generated, segmentation):
    place = place_by_model(segmentation)
    one = find_next_best(smartcart.check_customers(generated.head(300)), place)
    shuffled = generated.head(300).sample(frac=1, random_state=0)
    other = find_next_best(smartcart.check_customers(shuffled), place)
    pd.testing.assert_frame_equal(one.offers, other.offers, check_exact=True)
    pd.testing.assert_frame_equal(one.affinities, other.affinities, check_exact=True)


def test_the_figures_of_the_page_on_the_real_table(real_path, quick):
    customers = smartcart.read_customers(real_path)
    segmentation = smartcart.segment(customers, quick)
    assert segmentation.k == 3
    tests = find_next_best(customers, place_by_model(segmentation)).tests
    said = {
        ("categories", "segment"): (0.11, 0.09, 0.13),
        ("categories", "mix"): (0.29, 0.27, 0.32),
        ("categories", "segment_mix"): (0.36, 0.33, 0.38),
        ("channels", "segment"): (0.29, 0.27, 0.32),
        ("channels", "mix"): (0.13, 0.12, 0.15),
        ("channels", "segment_mix"): (0.32, 0.30, 0.35),
    }
    for (name, peers), figures in said.items():
        found = tests[name].methods.loc[peers].round(2)
        assert tuple(found) == pytest.approx(figures, abs=0.011), (name, peers)
        assert tests[name].winner == "segment_mix"
