/* Many starts of K-Means on one table of weighted customers: seeds, and Lloyd's descent from them.
 *
 * `blocks` holds the coordinates of BLOCK customers by columns, block after block; places beyond
 * the last customer hold zeros. `rows` holds for each customer weight times coordinates, then the
 * weight, then zeros up to `stride`.
 */

#define BODY "descent_body.h"
#include "versions.h"

/* From each of `starts` sets of k centroids: iterate at most `most` times, or until the centroids
 * move no further than `tolerance` in all. Gives where they rest, the customers' weight in each
 * cluster, and the inertia. `sums` is room for k * stride numbers, `costs` for whole blocks. */
void smartcart_descend(const double *blocks, const double *rows, int64_t n, int64_t d,
                       int64_t stride, int64_t starts, int64_t k, int64_t most, double tolerance,
                       double *centroids, double *sizes, double *inertias, double *sums,
                       double *costs)
{
    SUITED(descend)(blocks, rows, n, d, stride, starts, k, most, tolerance, centroids, sizes,
                    inertias, sums, costs);
}

/* Greedy k-means++: `uniform` holds 1 + (k - 1) * trials numbers from 0 to 1 for each start, and
 * `chosen` receives k positions. `weights` are zero beyond the last customer. `room` is for
 * (trials + 2) times whole blocks of numbers. */
void smartcart_seed(const double *blocks, const double *weights, int64_t n, int64_t d,
                    int64_t starts, int64_t k, int64_t trials, const double *uniform,
                    int64_t *chosen, double *room)
{
    SUITED(seed)(blocks, weights, n, d, starts, k, trials, uniform, chosen, room);
}
