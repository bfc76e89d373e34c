/* The nearest centroid of each customer. */

#define BODY "nearest_body.h"
#include "versions.h"

/* For points (n, d) and centroids (k, d): the first nearest centroid of each point, and its
 * squared distance. `columns` is room for d * BLOCK numbers. */
void smartcart_nearest(const double *points, int64_t n, int64_t d, const double *centroids,
                       int64_t k, double *columns, int64_t *labels, double *costs)
{
    SUITED(nearest)(points, n, d, centroids, k, columns, labels, costs);
}
