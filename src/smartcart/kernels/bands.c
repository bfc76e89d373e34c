/* How many customers stand half-way between two centroids, and around either of them. */

#include "kernels.h"

/* For points (n, d) with labels and centroids (k, d): `counts` (k, k, 3), for each pair one < other
 * the members of both that stand, along the line from one to the other, within `half` of its
 * middle, of its beginning and of its end. `lines` is room for k * k * (d + 1) numbers. */
FOR_EACH_PROCESSOR
void smartcart_bands(const double *restrict points, int64_t n, int64_t d,
                     const int64_t *restrict labels, const double *restrict centroids, int64_t k,
                     double half, double *restrict lines, int64_t *restrict counts)
{
    for (int64_t one = 0; one < k; one++)
        for (int64_t other = one + 1; other < k; other++) {
            double *line = lines + (one * k + other) * (d + 1);
            line[d] = 0.0;
            for (int64_t j = 0; j < d; j++) {
                line[j] = centroids[other * d + j] - centroids[one * d + j];
                line[d] += line[j] * line[j];
            }
        }
    for (int64_t i = 0; i < n; i++)
        for (int64_t c = 0; c < k; c++) {
            if (c == labels[i])
                continue;
            int64_t one = c < labels[i] ? c : labels[i];
            int64_t pair = one * k + (c < labels[i] ? labels[i] : c);
            const double *line = lines + pair * (d + 1), *from = centroids + one * d;
            double along = 0.0;
            for (int64_t j = 0; j < d; j++)
                along += (points[i * d + j] - from[j]) * line[j];
            along /= line[d];
            double middle = along - 0.5, last = along - 1.0;
            counts[pair * 3] += -half <= middle && middle <= half;
            counts[pair * 3 + 1] += -half <= along && along <= half;
            counts[pair * 3 + 2] += -half <= last && last <= half;
        }
}
