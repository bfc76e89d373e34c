/* Lloyd's iteration over very many customers, in single precision: labels, sums, sizes and inertia
 * in one pass over the table. And the sums alone, in double precision, by labels that are known.
 *
 * Customers are taken in shares of SHARE, each with sums of its own that are put together in their
 * order: whoever works on a share, the sums are the same.
 */

#include <string.h>

#define BODY "sweep_body.h"
#include "versions.h"

/* For the customers from `start` to `end`, which begin at a share: the sums of each share and each
 * of k clusters, in `stride` numbers: d coordinates, the weight, the costs, then zeros. `blocks`
 * holds the coordinates of WIDE customers side by side, and `weights` is zero beyond the last
 * customer. k is even, `stride` in eights. `sides` is room for SIDES * k * stride numbers. */
void smartcart_sweep(const float *blocks, const float *weights, int64_t start, int64_t end,
                     int64_t d, const float *terms, int64_t k, int64_t stride, float *sides,
                     double *sums)
{
    SUITED(sweep)(blocks, weights, start, end, d, terms, k, stride, sides, sums);
}

/* The sums of each share by labels that are known, (k, d + 1): coordinates, weights. */
void smartcart_add(const double *points, const double *weights, const int64_t *labels,
                   int64_t start, int64_t end, int64_t d, int64_t k, double *sums)
{
    SUITED(add)(points, weights, labels, start, end, d, k, sums);
}
