import numpy as np
import pytest

import smartcart
from smartcart.errors import DataError
from smartcart.settings import Settings
from smartcart.value import Offer, plan_campaign, suppress_customers


def test_the_suppressed_are_in_no_figure_and_the_unknown_are_counted(generated):
    raw = generated.head(600)
    gone = raw["ID"].astype(str).iloc[:100].tolist()
    plan, without = (
        plan_campaign(
            smartcart.check_customers(table),
            2,
            Offer(3, 11),
            settings=Settings(n_starts=2),
            suppress=suppress,
        )
        for table, suppress in ((raw, [*gone, "nobody", "nobody"]), (raw.iloc[100:], ()))
    )
    assert (plan.suppressed.customers, plan.suppressed.unknown) == (100, 1)
    assert not set(gone) & set(plan.audience.index)
    assert plan.audience.index.tolist() == without.audience.index.tolist()
    assert np.array_equal(plan.audience["probability"], without.audience["probability"])


def test_a_list_of_everybody_is_refused(generated):
    customers = smartcart.check_customers(generated.head(50))
    with pytest.raises(DataError, match="All 50 customers are to be suppressed"):
        suppress_customers(customers, customers.table.index)
