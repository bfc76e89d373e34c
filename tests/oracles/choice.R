# Figures of R for three small tables, against which tests/choice compares ours.
#
#   Rscript tests/oracles/choice.R > tests/oracles/choice.json
#
# Needs R with the packages cluster, fpc and jsonlite; takes a few minutes. Tables and replicates
# are drawn from fixed seeds, so another run gives the same file on the same versions, which the
# file names. Points are rounded to six decimals before anything is computed: what the file holds
# is what was analysed. Groups are numbered from 0, in the order of their first customer.

suppressMessages({
  library(cluster)
  library(fpc)
  library(jsonlite)
})

K <- 2:6
N_GAP <- 200
N_SPLITS <- 200
N_BOOT <- 200
N_STARTS <- 25

# Tables -------------------------------------------------------------------------------------

three_blobs <- function() {
  centers <- rbind(c(0, 0), c(6, 0), c(0, 6))
  centers[rep(1:3, each = 50), ] + matrix(rnorm(300, sd = 0.8), ncol = 2)
}

overlapping_groups <- function() {
  centers <- rbind(c(0, 0, 0), c(2.6, 0, 0), c(0, 2.6, 1))
  centers[rep(1:3, times = c(120, 80, 40)), ] + matrix(rnorm(720), ncol = 3)
}

one_gaussian <- function() {
  matrix(rnorm(400), ncol = 2) %*% chol(matrix(c(1, 0.7, 0.7, 1), 2))
}

# K-means, and what is measured on it --------------------------------------------------------

from_zero <- function(partition) match(partition, unique(partition)) - 1

fit_kmeans <- function(x, k, starts = N_STARTS) kmeans(x, k, nstart = starts, iter.max = 100)

# clusGap takes W = 0.5 * sum over clusters of sum(dist^d.power) / n_r. dist() holds each pair
# once, and the squared distances of all pairs of a cluster sum to n_r times its sum of squares
# around the mean. So with d.power = 2, W is half the inertia (tot.withinss):
#     log_w = log(inertia) - log(2)        for the table and for every draw alike,
# and the gap, their difference, is that of log(inertia). Tibshirani, Walther & Hastie (2001)
# divide sums over ordered pairs by 2 n_r: their W is the inertia itself, with the same gap.
# spaceH0 = "scaledPCA" centres and rotates to the principal axes; nothing is divided by a scale.
# SE.sim = sd * sqrt(1 + 1/B), sd with B - 1. The Monte-Carlo error of E.logW, and so of the gap,
# is sd / sqrt(B) = SE.sim / sqrt(B + 1); of SE.sim it is about SE.sim / sqrt(2 (B - 1)).
measure_gap <- function(x) {
  found <- clusGap(x, FUNcluster = fit_kmeans, K.max = max(K), B = N_GAP, d.power = 2,
                   spaceH0 = "scaledPCA", verbose = FALSE)$Tab
  list(k = 1:max(K), log_w = found[, "logW"], e_log_w = found[, "E.logW"],
       gap = found[, "gap"], se_sim = found[, "SE.sim"],
       mc_se = found[, "SE.sim"] / sqrt(N_GAP + 1), n_draws = N_GAP,
       chosen_k = maxSE(found[, "gap"], found[, "SE.sim"], method = "Tibs2001SEmax"))
}

# fpc splits the table into halves, clusters both, and classifies each half by the centroids of
# the other. A split counts the mean of its two minima over clusters; a cluster of one counts 1.
# chosen_k is the largest k with a mean above 0.8; k = 1 counts 1 by definition.
measure_prediction_strength <- function(x) {
  found <- prediction.strength(x, Gmin = min(K), Gmax = max(K), M = N_SPLITS, cutoff = 0.8,
                               clustermethod = kmeansCBI, runs = 10, classification = "centroid")
  spread <- sapply(found$predcorr[K], sd)
  list(k = K, mean = found$mean.pred[K], sd = spread, mc_se = spread / sqrt(N_SPLITS),
       n_splits = N_SPLITS, chosen_k = found$optimalk)
}

# fpc::clusterboot (Hennig 2007) keeps each row of a bootstrap sample once (multipleboot = FALSE),
# about 63 % of the rows, and its Jaccard counts only those rows: a base cluster, restricted to
# the sample, against the clusters of the sample. Ours keeps repeated rows in the sample and
# applies every refit to all rows; `measure_refits` computes that definition.
measure_clusterboot <- function(x) {
  found <- clusterboot(x, B = N_BOOT, bootmethod = "boot", clustermethod = kmeansCBI, krange = 3,
                       runs = 10, count = FALSE)
  spread <- apply(found$bootresult, 1, sd)
  order <- unique(found$partition)
  list(k = 3, partition = from_zero(found$partition), mean = found$bootmean[order],
       sd = spread[order], mc_se = spread[order] / sqrt(N_BOOT), n_boot = N_BOOT)
}

# Bootstrap refits, repeated rows kept, each applied to all rows by the nearest centroid ------

nearest <- function(x, centers) {
  squared <- sapply(seq_len(nrow(centers)), function(j) colSums((t(x) - centers[j, ])^2))
  max.col(-squared, ties.method = "first")
}

best_jaccards <- function(base, other) {
  shared <- table(base, other)
  apply(shared / (outer(rowSums(shared), colSums(shared), "+") - shared), 1, max)
}

adjusted_rand <- function(one, other, k) {
  shared <- matrix(tabulate(one + k * (other - 1), k * k), k)
  pairs <- function(n) sum(n * (n - 1) / 2)
  rows <- pairs(rowSums(shared))
  columns <- pairs(colSums(shared))
  expected <- rows * columns / pairs(length(one))
  (pairs(shared) - expected) / ((rows + columns) / 2 - expected)
}

pair_agreements <- function(refits, k) {
  combn(ncol(refits), 2, function(p) adjusted_rand(refits[, p[1]], refits[, p[2]], k))
}

# Pairs share refits, so they are not independent: the errors come from ten separate groups of
# refits, from whose spread the error of the whole follows.
group_error <- function(refits, k, statistic) {
  groups <- split(seq_len(ncol(refits)), rep(1:10, length.out = ncol(refits)))
  sd(sapply(groups, function(g) statistic(pair_agreements(refits[, g], k)))) / sqrt(10)
}

measure_refits <- function(x, k, base) {
  refits <- replicate(N_BOOT, {
    rows <- sample(nrow(x), replace = TRUE)
    nearest(x, fit_kmeans(x[rows, ], k, 10)$centers)
  })
  jaccards <- apply(refits, 2, function(other) best_jaccards(base, other))
  agreements <- pair_agreements(refits, k)
  spread <- apply(jaccards, 1, sd)
  list(k = k, n_boot = N_BOOT, jaccard_mean = rowMeans(jaccards), jaccard_sd = spread,
       jaccard_mc_se = spread / sqrt(N_BOOT), ari_mean = mean(agreements),
       ari_mean_mc_se = group_error(refits, k, mean), ari_median = median(agreements),
       ari_median_mc_se = group_error(refits, k, median))
}

# Everything about one table -----------------------------------------------------------------

measure_silhouette <- function(partition, distances) {
  widths <- silhouette(partition + 1, distances)[, "sil_width"]
  list(k = max(partition) + 1, mean = mean(widths),
       cluster_means = as.vector(tapply(widths, partition, mean)), partition = partition)
}

measure_ward <- function(distances) {
  tree <- hclust(distances, method = "ward.D2")
  list(heights = rev(tree$height)[1:10],
       partitions = lapply(K, function(k) from_zero(cutree(tree, k))))
}

measure_table <- function(x, seed) {
  x <- round(x, 6)
  set.seed(seed)
  fits <- lapply(1:max(K), function(k) fit_kmeans(x, k, 100))
  partitions <- lapply(fits[K], function(fit) from_zero(fit$cluster))
  list(points = x, inertia = sapply(fits, function(fit) fit$tot.withinss),
       gap = measure_gap(x), prediction_strength = measure_prediction_strength(x),
       clusterboot = measure_clusterboot(x),
       refits = mapply(function(k, base) measure_refits(x, k, base), K, partitions,
                       SIMPLIFY = FALSE),
       silhouette = lapply(partitions, measure_silhouette, distances = dist(x)),
       ward = measure_ward(dist(x)))
}

set.seed(1)
tables <- list(three_blobs = three_blobs(), overlapping_groups = overlapping_groups(),
               one_gaussian = one_gaussian())
packages <- c("cluster", "fpc", "jsonlite")
versions <- c(R = paste(R.version$major, R.version$minor, sep = "."),
              sapply(packages, function(p) as.character(packageVersion(p))))
# Without this, a refit that loses a cluster would only warn.
options(warn = 2)
measured <- mapply(measure_table, tables, seq_along(tables) + 1, SIMPLIFY = FALSE)
cat(toJSON(list(versions = as.list(versions), tables = measured), auto_unbox = TRUE, digits = NA),
    "\n", sep = "")
