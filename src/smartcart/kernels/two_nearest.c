/* The two clusters in which each customer costs least: its own, and the runner-up. */

#define BODY "two_nearest_body.h"
#include "versions.h"

/* For points `first` to `last` of (n, d) and centroids (k, d) with weights (k): the cheapest and the
 * second cheapest centroid, the first ones in a tie, and their costs: squared distance times
 * weight. No runner-up is -1, at an infinite cost. `columns` is room for d * ROWS numbers. */
void smartcart_two_nearest(const double *points, int64_t first, int64_t last, int64_t d,
                           const double *centroids, const double *weights, int64_t k,
                           double *columns, int64_t *labels, int64_t *runners_up, double *costs,
                           double *second_costs)
{
    SUITED(two_nearest)(points, first, last, d, centroids, weights, k, columns, labels, runners_up,
                        costs, second_costs);
}
