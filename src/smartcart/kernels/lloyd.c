/* The nearest centroid of each customer, and the sums from which centroids move. */

#include "kernels.h"

/* Lay the coordinates of a block of rows out by columns. */
static inline void gather(const double *restrict rows, int64_t n, int64_t d, double *restrict columns)
{
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < d; j++)
            columns[j * BLOCK + i] = rows[i * d + j];
}

/* Squared distance of a block to one centroid, added coordinate by coordinate. */
static inline void distance(const double *restrict columns, const double *restrict centroid, int64_t d,
                            double *restrict total)
{
    for (int i = 0; i < BLOCK; i++)
        total[i] = 0.0;
    for (int64_t j = 0; j < d; j++) {
        const double *column = columns + j * BLOCK;
        double center = centroid[j];
        for (int i = 0; i < BLOCK; i++) {
            double difference = column[i] - center;
            total[i] += difference * difference;
        }
    }
}

/* For points (n, d) and centroids (k, d): the first nearest centroid of each point, and its
 * squared distance. `columns` is room for d * BLOCK numbers. */
FOR_EACH_PROCESSOR
void smartcart_nearest(const double *restrict points, int64_t n, int64_t d,
                       const double *restrict centroids, int64_t k, double *restrict columns,
                       int64_t *restrict labels, double *restrict costs)
{
    double least[BLOCK], cost[BLOCK];
    int64_t nearest[BLOCK];
    for (int64_t start = 0; start < n; start += BLOCK) {
        int64_t rows = n - start < BLOCK ? n - start : BLOCK;
        gather(points + start * d, rows, d, columns);
        distance(columns, centroids, d, least);
        for (int i = 0; i < BLOCK; i++)
            nearest[i] = 0;
        for (int64_t c = 1; c < k; c++) {
            distance(columns, centroids + c * d, d, cost);
            for (int i = 0; i < BLOCK; i++) {
                int closer = cost[i] < least[i];
                nearest[i] = closer ? c : nearest[i];
                least[i] = closer ? cost[i] : least[i];
            }
        }
        for (int64_t i = 0; i < rows; i++) {
            labels[start + i] = nearest[i];
            costs[start + i] = least[i];
        }
    }
}
