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
# # From order lines to segments, forecasts and offers
#
# Most shops have no table of customers. They have order lines: one row for each product of an
# order. This notebook goes from there to segments, to who will order again, and to what to offer
# whom. The lines are made here, with a seed, so the truth is known; a file of your own takes
# `smartcart.tables.read_orders` or the commands at the end.

# %%
# %matplotlib inline
from datetime import date

import matplotlib.pyplot as plt
import pandas as pd

import smartcart
from smartcart.config import parse_config
from smartcart.forecast import forecast_orders
from smartcart.orders import check_lines, summarize_orders
from smartcart.orders.settings_file import write_settings
from smartcart.recommend import evaluate_recommender, fit_recommender

# %% [markdown]
# ## The lines
#
# Two years of a gift shop. As in any export, some lines are no sales: cancellations, postage,
# orders of nobody known.

# %%
rows = smartcart.make_orders(900, seed=5)
rows.head()

# %% [markdown]
# Every line is used or put to a rule, and counted. Nothing is lost in silence.

# %%
lines = check_lines(rows)
account = {each.meaning: each.lines for each in lines.account.rules if each.lines}
pd.Series({"used": lines.account.used, **account}).to_frame("lines")

# %% [markdown]
# ## One row per customer
#
# Orders of one day are one purchase. The last four columns are those of the literature on customer
# lifetime value: `frequency` counts the purchases after the first, `recency` is the time from the
# first to the last, `T` the time from the first to the end.

# %%
orders = summarize_orders(lines)
orders.table.head().T

# %% [markdown]
# ## Who will order again?
#
# Let us stand on 1 October 2024 and look 60 days ahead. What happened then is in the lines, so the
# forecast can be held against it; it never learns from it.

# %%
day = date(2024, 10, 1)
now = summarize_orders(check_lines(rows, day))
forecast = forecast_orders(now, horizon=60, later=orders)
forecast

# %% [markdown]
# Eight ways to forecast were tried on days before 1 October. `auc` says how well each ranks who
# orders (0.5 is chance), `level_gap` how far the share that it expects was off, at worst.

# %%
forecast.backtest[["auc", "auc_low", "auc_high", "level_gap", "fifth_gap"]].round(3)

# %% [markdown]
# And afterwards? Each fifth of the customers, the least likely first: what was expected, and what
# happened.

# %%
speaker = forecast.voice.speaker or forecast.backtest.index[0]
fifths = forecast.judged.scores.fifths.loc[speaker]
figure, axes = plt.subplots(figsize=(5, 4))
axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
axes.plot(fifths["expected"], fifths["observed"], "o-")
axes.set(xlabel="Share expected to order", ylabel="Share that ordered", xlim=(0, 1), ylim=(0, 1))
axes.set_title(f"{speaker}: 60 days from {day} on")
plt.show()

# %% [markdown]
# A year of orders cannot tell a season from loyalty. The same shop with a season, seen after one
# year, gets a ranking and no probability:

# %%
seasonal = smartcart.make_orders(900, seed=5, season=0.5)
one_year = summarize_orders(check_lines(seasonal, date(2024, 1, 1)))
forecast_orders(one_year, horizon=60)

# %% [markdown]
# ## Segments
#
# What customers buy shapes the segments, when they bought describes them; a settings file says so.
# The forecast is part of the table: risk is how unlikely customers are to order again and how
# overdue they are by their own rhythm; high-value are those who are expected to bring most.
# `[settings]` asks for fewer repetitions than the default, so that this notebook is quick.

# %%
forecast_now = forecast_orders(orders, horizon=90)
table = orders.table.join(forecast_now.customers)
told = ["customer_id", *table.columns[table.notna().any()]]
config = parse_config(write_settings(told))
known = [column.source for column in config.schema.columns]
customers = smartcart.check_customers(table.reset_index()[known], config.schema)
settings = smartcart.Settings(n_boot=5, n_null=5, snapshot=orders.account.as_of)
segmentation = smartcart.segment(customers, settings)
segmentation

# %%
segmentation.churn

# %%
segmentation.assignments.groupby("segment")[["is_high_value", "is_churn_prone"]].mean().round(2)

# %% [markdown]
# ## What to offer whom
#
# A recommender is worth its trouble only if it is ahead of offering everybody what sells most. So
# it is judged first, on what was bought in the last 100 days by customers known before.

# %%
evaluation = evaluate_recommender(lines)
pd.Series({name: task.sentence for name, task in evaluation.tasks.items()}).to_frame("says")

# %%
evaluation.tasks["new"].methods.round(3)

# %% [markdown]
# Then offers, each with its reason. `segments` says who the customer's peers are: here our own
# segments take the place of the usual ones.

# %%
recommender = fit_recommender(lines)
offers = recommender.recommend(top=3, new_only=True)
names = rows.drop_duplicates("StockCode").set_index("StockCode")["Description"]
offers.assign(product=offers["product_id"].map(names)).head(6)[
    ["customer_id", "rank", "product", "reason"]
]

# %% [markdown]
# ## The same in a shell
#
# ```text
# smartcart orders lines.csv --out shop.csv --horizon 90
# smartcart segment lines.csv --out results
# smartcart recommend lines.csv --model results/model.json --out offers.csv --evaluate
# ```
