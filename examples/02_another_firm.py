# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Another firm's table
#
# A wholesaler for kitchens: other columns, other words. Nothing in SmartCart knows this table; a
# settings file says what its columns mean. Twice the same question is asked of it, once where
# there are kinds of customers and once where there are none. A tool that always finds segments
# would answer both alike.

# %%
# %matplotlib inline
import numpy as np
import pandas as pd

import smartcart
from smartcart.report import collect_facts
from smartcart.report.figures import draw_map
from smartcart.segmentation import rename_segments

# %% [markdown]
# ## The table
#
# It is made here, with a seed. `kinds` holds for each kind of account its typical turnover,
# orders, product lines and visits of the agent.

# %%
KITCHENS = {
    "hotels": (60_000, 90, 40, 10),
    "restaurants": (14_000, 45, 22, 5),
    "snack bars": (2_500, 14, 7, 1.5),
}


def make_accounts(kinds: dict[str, tuple[float, ...]], n_each: int, seed: int) -> pd.DataFrame:
    """Return the accounts of a wholesaler, some of each kind, in no order."""
    generator = np.random.default_rng(seed)
    typical = np.repeat(list(kinds.values()), n_each, axis=0)
    done = typical * generator.lognormal(0, 0.4, typical.shape)
    table = pd.DataFrame(
        {
            "Turnover EUR": done[:, 0].round(2),
            "Orders": done[:, 1].round(),
            "Product lines": done[:, 2].round(),
            "Agent visits": done[:, 3].round(),
            "Delivery area": generator.choice(["north", "south", "coast"], len(done)),
            "Staff": (done[:, 1] / 4).round() + 1,
            "Renewed": (generator.random(len(done)) < 0.4 + 0.04 * typical[:, 3]) + 0,
        }
    ).sample(frac=1, random_state=seed, ignore_index=True)
    table.insert(0, "Account no", [f"K-{i + 1:04d}" for i in range(len(table))])
    return table


accounts = make_accounts(KITCHENS, n_each=200, seed=1)
accounts.head()

# %% [markdown]
# ## What the columns mean
#
# Three questions: What do accounts *do*? (`segmentation`) What only describes them? (`descriptor`)
# What followed? (`outcome`) `[measures]` says what an account is worth and how often it buys; names
# and order of the segments come from these. As a file this is `smartcart.toml`; the command
# `smartcart check accounts.csv --suggest` writes a first one. `[settings]` asks for fewer
# repetitions than the default here, so that this notebook is quick.

# %%
SETTINGS_FILE = """
[measures]
value = "turnover"
frequency = "orders"

[columns."Account no"]
role = "id"

[columns."Turnover EUR"]
name = "turnover"
role = "segmentation"
kind = "amount"

[columns."Orders"]
role = "segmentation"
kind = "count"

[columns."Product lines"]
role = "segmentation"
kind = "count"

[columns."Agent visits"]
role = "segmentation"
kind = "count"

[columns."Delivery area"]
role = "descriptor"
kind = "category"

[columns."Staff"]
role = "descriptor"
kind = "count"

[columns."Renewed"]
role = "outcome"
kind = "flag"

[settings]
n_boot = 6
n_null = 6
n_starts = 4
"""
config = smartcart.parse_config(SETTINGS_FILE)
settings = smartcart.Settings(**config.settings)
customers = smartcart.check_customers(accounts, config.schema, settings)
customers

# %% [markdown]
# ## A table with kinds of accounts

# %%
segmentation = smartcart.segment(customers, settings)
segmentation

# %%
segmentation.verdict

# %%
draw_map(collect_facts(segmentation).map, segmentation.segments)

# %% [markdown]
# ## A table without
#
# The same columns, and accounts that differ only by chance: all are restaurants. Asked in the
# same way, the answer has to be another one.

# %%
alike = make_accounts({"restaurants": KITCHENS["restaurants"]}, n_each=600, seed=2)
nothing = smartcart.segment(smartcart.check_customers(alike, config.schema, settings), settings)
nothing

# %%
nothing.verdict

# %% [markdown]
# A division was asked for, so there is one; but it is said what it is worth. A list in the order
# of turnover would serve as well.
#
# ## Names of one's own
#
# A computed name says what the figures say. The firm has its own words. They stay with the model,
# and the evidence keeps the computed name.

# %%
named = rename_segments(segmentation, {"S1": "Hotels", "S2": "Restaurants", "S3": "Snack bars"})
named

# %% [markdown]
# ## New accounts
#
# Only the columns that shape the segments are needed. An account placed alone gets the same
# answer as in any batch.

# %%
newcomers = make_accounts(KITCHENS, n_each=2, seed=3)
placed = named.assign(newcomers)
placed[["customer_id", "segment_id", "segment", "confidence", "runner_up"]].round(2)

# %% [markdown]
# **Why there, and what would move it?** Here for the account that stands nearest to a border.

# %%
named.explain(newcomers, placed.loc[placed["confidence"].idxmin(), "customer_id"])

# %% [markdown]
# ## Keep the model
#
# The file holds plain numbers, never code and never a customer. Read again, it gives the very
# same answers.

# %%
named.save("accounts_model.json")
smartcart.load("accounts_model.json").assign(newcomers).equals(placed)
