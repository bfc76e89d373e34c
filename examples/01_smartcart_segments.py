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
# # SmartCart's customers, in six steps
#
# A shop has one row for each customer: what they spent on what, how often they bought and where,
# how often they looked at the web page. Are there kinds of customers in it, and what should be
# done for each? This notebook goes the whole way:
#
# 1. clean and check;
# 2. explore;
# 3. scale and reduce;
# 4. choose the number of segments;
# 5. find them in two ways, and compare;
# 6. say what they mean and what to do.
#
# Each step is one call of SmartCart. The customers are generated, so that it runs anywhere; put
# your own file in with `smartcart.read_customers("customers.csv")`.

# %%
# %matplotlib inline
import pandas as pd
import seaborn
from IPython.display import display
from matplotlib import pyplot

import smartcart
from smartcart.choice import adjusted_rand
from smartcart.profiles import measure_label
from smartcart.report import collect_facts, draw_figures

# %% [markdown]
# ## 1. Clean and check
#
# The raw table has what tables have: cells that are empty, ages that cannot be, spellings of the
# same thing.

# %%
raw = smartcart.make_customers(2240, seed=0)
raw.iloc[:5, :10]

# %% [markdown]
# `check_customers` reads every cell by the meaning of its column. What can be read safely is
# repaired, what looks odd is kept and named, what cannot be used is set aside with its reason.
# Nothing is lost in silence.

# %%
customers = smartcart.check_customers(raw)
customers

# %% [markdown]
# **Why are rows with a missing value not dropped?** Because the customer is still a customer.
# What is missing here is an income, which shapes no segment; it is left out of the medians, and
# counted.
#
# ## 2. Explore
#
# Before any segment: what is in the table? Each sentence comes from a stated rule, with its
# figure.

# %%
smartcart.explore(customers)

# %%
features = smartcart.build_features(customers)
spend = features.measures["spend_total"]
figure, (plain, logged) = pyplot.subplots(1, 2, figsize=(9, 3), layout="constrained")
seaborn.histplot(spend, ax=plain)
seaborn.histplot(spend, log_scale=True, ax=logged)
plain.set(xlabel="Spend", ylabel="Customers", title="In money")
_ = logged.set(xlabel="Spend", ylabel="Customers", title="On a log scale")

# %% [markdown]
# **Why the logarithm?** Left: most customers spend little, a few very much. Compared in money,
# the few would decide everything, and the difference between a customer of 10 and one of 100
# would count as nothing. On the log scale *ten times as much* is the same step everywhere.
#
# ## 3. Scale and reduce
#
# **Why not all columns?** Because segments are to be acted on, they are made of what customers
# *do*. Income, age and family describe the segments afterwards. Response and complaints are
# results: a segment made of them would explain itself. Totals are left out too, since they would
# count their parts twice.

# %%
features

# %%
likeness = features.table.rename(columns=measure_label).corr(method="spearman")
figure, axes = pyplot.subplots(figsize=(7, 5), layout="constrained")
seaborn.heatmap(likeness, vmin=-1, vmax=1, cmap="vlag", square=True, ax=axes)
_ = axes.set(title="What rises with what (rank correlation)")

# %% [markdown]
# **Why principal components?** Many variables say nearly the same thing: who buys much meat buys
# much wine. Without a reduction the same thing would be counted several times. The components
# keep what is said, once.

# %%
space = smartcart.fit_space(features)
space

# %%
figure, axes = pyplot.subplots(figsize=(7, 4), layout="constrained")
seaborn.histplot(space.coordinates, x="PC1", y="PC2", bins=45, cmap="crest", ax=axes)
_ = axes.set(
    xlabel="Component 1", ylabel="Component 2", title="All customers, darker where more of them are"
)

# %% [markdown]
# The picture already warns: there are denser places, but no islands with empty sea between them.
#
# ## 4. Choose the number of segments
#
# The elbow and the silhouette are shown, and figures that ask more: would the segments come back
# from other customers of the same kind, and would a table *without any groups* look the same? The
# settings ask for fewer repetitions than the default, so that this notebook is quick; leave them
# out for work that matters.

# %%
settings = smartcart.Settings(n_boot=6, n_null=6, n_starts=4)
scores = smartcart.score_k(space, settings=settings)
scores

# %%
words = {"inertia": "Inertia", "silhouette": "Silhouette", "stability_ari": "Refits agree (ARI)"}
shown = scores.table[list(words)].rename(columns=words)
_ = shown.plot(
    subplots=True,
    layout=(1, 3),
    figsize=(9.5, 3),
    marker="o",
    xticks=shown.index,
    xlabel="Number of segments",
)

# %%
choice = smartcart.choose_k(scores, settings)
choice

# %% [markdown]
# **Why is the highest silhouette not simply taken?** It asks whether groups are apart, not whether
# they are all the groups: cutting one long cloud into a richer and a poorer half often wins. That
# cut is true, and tells nobody anything new. So the elbow proposes, and stability decides: a number
# is taken when its segments come back.
#
# **Are they real?** The verdict says what may be claimed, by comparison with tables in which
# there is nothing to find.

# %%
smartcart.judge_segments(scores, choice.k, settings)

# %% [markdown]
# **Would they come back?** Each segment is looked for in refits on other samples of the customers.
# A Jaccard of 1 means: the very same customers. `origin` says how far its members already stood
# together with one segment less; near 0, it was put together from several.

# %%
smartcart.segment_stability(space, choice.k, settings).round(2)

# %% [markdown]
# ## 5. Find the segments, in two ways
#
# K-Means looks for centres. Ward's method joins customers into ever larger groups, and knows no
# centre to begin with. Where both draw the same borders, these are no accident of the method.

# %%
kmeans = smartcart.fit_clusters(space, choice.k, settings)
kmeans

# %%
ward = smartcart.fit_clusters(space, choice.k, smartcart.Settings(method="ward"))
ward

# %%
figure, axes = pyplot.subplots(figsize=(4.5, 3), layout="constrained")
both = pd.crosstab(kmeans.labels, ward.labels)
seaborn.heatmap(both, annot=True, fmt="d", cmap="crest", cbar=False, ax=axes)
agreement = adjusted_rand(kmeans.labels.to_numpy(), ward.labels.to_numpy())
_ = axes.set(
    xlabel="Cluster of Ward's method",
    ylabel="Cluster of K-Means",
    title=f"Customers; agreement (ARI) {agreement:.2f}",
)

# %% [markdown]
# One large number in each row: both methods see the same groups, and differ near the borders. The
# agreement is 1 for the same division, and about 0 for one that fits no better than chance.
#
# ## 6. What they mean
#
# `segment` does all of the above in one call, and puts names, evidence and advice to the result.
# A name is read off the figures: each adjective stands with its figure.

# %%
segmentation = smartcart.segment(customers, settings)
segmentation

# %%
figures = draw_figures(collect_facts(segmentation))
figures["sizes"]

# %%
figures["profile"]

# %%
figures["map"]

# %% [markdown]
# The same places as in the picture of step 3, now with their segments. How well does each customer
# sit in its own? Left of 0 it is nearer to another one.

# %%
figures["silhouettes"]

# %% [markdown]
# ### In customer units

# %%
segmentation.training.profiles

# %% [markdown]
# ### What to do
#
# Each line of advice stands with the figure that calls for it. Where no figure calls for
# anything, nothing is advised.

# %%
for segment in segmentation.segments:
    display(segment)

# %% [markdown]
# Who answered the last campaign, with the interval in which the rate may lie:

# %%
figures["answers"]

# %% [markdown]
# ### Who is valuable?

# %%
segmentation.value

# %% [markdown]
# ### Who may leave?
#
# **Can it be said how likely somebody is to leave?** Only where the table supports it. A model of
# buying and leaving is fitted and compared with the table; this is what it says:

# %%
segmentation.churn

# %% [markdown]
# What remains is an order: a risk index from 0 to 100 *among the customers of one segment*. The
# list to call first holds those of high value at the highest risk.

# %%
assigned = segmentation.assignments
first = assigned.query("is_high_value == 1 and is_churn_prone == 1")
first = first.sort_values(["risk_index", "customer_id"], ascending=[False, True])
first[["customer_id", "segment_id", "segment", "confidence", "risk_index"]].head().round(2)

# %% [markdown]
# Among all customers, the segments themselves lie like this. It is a map of where to look, and no
# forecast of who will go.

# %%
figures["risk_map"]

# %% [markdown]
# ### Can the segments be said in a few rules?
#
# For a till or a mailing programme that knows nothing of components. It is said how often the rules
# are right for customers they were not learnt from.

# %%
segmentation.rules

# %% [markdown]
# ### Why is this customer here?

# %%
segmentation.explain(customers, first["customer_id"].iloc[0])

# %% [markdown]
# ## What may not be concluded
#
# - **Not that customers *are* of these kinds**, unless the verdict is *natural*. Read it again
#   above: it says whether the borders are found or drawn.
# - **Not why.** A segment that answers more often does not answer *because* it is that segment.
#   Only a test with customers who are left alone shows what an action changes.
# - **Not what follows.** The table is one day. Who has left cannot be seen in it.
# - **Not much about one customer near a border.** Look at the confidence: near 0, both neighbours'
#   offers are worth trying.
#
# ## From here
#
# `segmentation.report("report.html")` writes all of it as one page,
# `segmentation.save("model.json")` keeps the model, and
# `smartcart.load("model.json").assign(others)` places other customers. The [second
# notebook](02_another_firm.ipynb) does so for another firm's table.
