"""Bars, bands and labels stand where the counts put them."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from smartcart.report.changes.sankey import lay_out, spread

counts = st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(
    lambda shape: arrays.arrays(np.int64, shape, elements=st.integers(0, 10**6))
)


def table(cells) -> pd.DataFrame:
    cells = np.asarray(cells)
    rows, columns = (list(map(str, range(n))) for n in cells.shape)
    return pd.DataFrame(cells, rows, columns)


@given(counts)
def test_bands_fill_their_bars_without_a_gap_and_add_up_to_the_counts(cells):
    drawn = lay_out(table(cells))
    assert {(int(b.source), int(b.target)): b.size for b in drawn.bands} == {
        (i, j): n for (i, j), n in np.ndenumerate(cells) if n
    }
    for bars, side, edge in ((drawn.left, "source", "start"), (drawn.right, "target", "end")):
        for bar in bars:
            own = [band for band in drawn.bands if getattr(band, side) == bar.name]
            own.sort(key=lambda band: (getattr(band, edge), band.size))
            assert sum(band.size for band in own) == bar.size
            filled = bar.top + np.cumsum([0, *(band.size for band in own)])
            assert [getattr(band, edge) for band in own] == pytest.approx(filled[:-1], abs=1e-6)
        assert all(one.top + one.size <= other.top + 1e-6 for one, other in pairwise(bars))
        assert bars[0].top >= -1e-6
        assert bars[-1].top + bars[-1].size <= drawn.height + 1e-6
    assert sum(bar.size for bar in drawn.left) == sum(bar.size for bar in drawn.right)


def test_the_order_of_bars_is_that_of_the_table_and_the_lower_side_is_centred():
    drawn = lay_out(pd.DataFrame([[2, 1, 1]], ["S1"], ["S3", "S1", "gone"]), gap=0.5)
    assert [bar.name for bar in drawn.right] == ["S3", "S1", "gone"]
    assert [bar.top for bar in drawn.right] == [0, 4, 7]
    assert (drawn.left[0].top, drawn.height) == (2, 8)


boxes = st.lists(st.tuples(st.floats(0, 10), st.floats(0.1, 2)), min_size=1, max_size=9)


@given(boxes)
def test_labels_never_cover_each_other_and_stay_inside_where_there_is_room(boxes):
    middles, heights = sorted(each for each, _ in boxes), [height for _, height in boxes]
    high = max(10.0, sum(heights))
    moved = spread(middles, heights, 0.0, high)
    ends = [(at - height / 2, at + height / 2) for at, height in zip(moved, heights, strict=True)]
    assert all(one[1] <= other[0] + 1e-6 for one, other in pairwise(ends))
    assert ends[0][0] >= -1e-6
    assert ends[-1][1] <= high + 1e-6


def test_labels_with_room_stay_where_they_are():
    assert spread([1.0, 4.0, 9.0], [1.0, 2.0, 2.0], 0.0, 10.0) == [1.0, 4.0, 9.0]
