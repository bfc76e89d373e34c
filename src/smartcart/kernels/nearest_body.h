#include "lanes.h"

static void VERSION(nearest)(const double *restrict points, int64_t n, int64_t d,
                             const double *restrict centroids, int64_t k, double *restrict columns,
                             int64_t *restrict labels, double *restrict costs)
{
    int64_t nearest[BLOCK];
    double least[BLOCK];
    for (int64_t start = 0; start < n; start += BLOCK) {
        int64_t rows = n - start < BLOCK ? n - start : BLOCK;
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = 0; j < d; j++)
                columns[j * BLOCK + i] = points[(start + i) * d + j];
        VERSION(choose)(columns, centroids, k, d, nearest, least);
        for (int64_t i = 0; i < rows; i++) {
            labels[start + i] = nearest[i];
            costs[start + i] = least[i];
        }
    }
}
