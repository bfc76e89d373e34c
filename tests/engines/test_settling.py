"""What a cluster settles of whole columns and whole tables, however the rows are spread over it."""

import pytest

from smartcart.engines.customers import hash_limit


@pytest.mark.parametrize("more", [1, 20, 2_693, 2_694, 200_000])
def test_a_table_just_above_the_sample_is_asked_for_by_a_number_that_spark_holds(more):
    size = 200_000
    n = size + more
    limit = hash_limit(size, n)
    assert (limit is None) == (more <= 2_692)  # so near to the sample, all of it comes
    if limit is not None:
        assert -(2**63) <= limit < 2**63
        expected = (limit + 2**63) * n >> 64
        assert size + 6 * size**0.5 < expected <= n
