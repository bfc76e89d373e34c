# Writes ward.json: Ward's tree of a small weighted table by R's hclust.
# Run in this folder: Rscript ward.R
#
# hclust(members =) counts the members of what it joins, but takes the first dissimilarities
# as they are. For "ward.D2" the dissimilarity of two clusters of a and b members at
# distance d is sqrt(2 a b / (a + b)) d, so the distances are scaled by the weights first.

x <- c(0.31, 1.07, 0.84, 5.12, 5.93, 6.48, 9.05, 8.71, 2.26, 3.94, 7.77, 1.58, 4.41, 6.02, 9.63, 0.12)
y <- c(0.45, 0.02, 1.66, 4.87, 6.21, 5.03, 0.38, 1.49, 7.95, 8.83, 9.14, 3.37, 2.08, 1.91, 7.29, 9.76)
weight <- c(1, 12, 3, 7, 1, 2, 40, 5, 1, 1, 9, 4, 2, 25, 1, 3)

points <- cbind(x, y)
scale <- sqrt(2 * outer(weight, weight) / outer(weight, weight, "+"))
tree <- hclust(as.dist(as.matrix(dist(points)) * scale), "ward.D2", members = weight)
cuts <- sapply(2:8, function(k) cutree(tree, k))

numbers <- function(v, form) paste0("[", paste(sprintf(form, v), collapse = ", "), "]")
rows <- function(m, form) paste0("[", paste(apply(m, 1, numbers, form), collapse = ", "), "]")
writeLines(c(
  "{",
  sprintf('  "made_by": "%s, hclust ward.D2",', R.version.string),
  sprintf('  "points": %s,', rows(points, "%.2f")),
  sprintf('  "weights": %s,', numbers(weight, "%d")),
  sprintf('  "heights": %s,', numbers(tree$height, "%.15g")),
  sprintf('  "cuts_2_to_8": %s', rows(t(cuts), "%d")),
  "}"
), "ward.json")
