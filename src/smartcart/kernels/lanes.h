/* Several customers side by side in one register, or in as many as the processor needs. */
#ifndef SMARTCART_LANES_H
#define SMARTCART_LANES_H

#include "kernels.h"

#define LANES 4
/* Customers whose costs are held in registers while the coordinates go by. */
#define STRIP 16

typedef double lanes __attribute__((vector_size(32), aligned(8), may_alias));
typedef int64_t marks __attribute__((vector_size(32), aligned(8), may_alias));

/* One where a mark is set, the other elsewhere; no function, for no register is passed to it. */
#define EITHER(when, one, other) (((when) & (one)) | (~(when) & (other)))

/* Squared distances of a strip of customers to one centroid, added coordinate by coordinate.
 * `columns` are those of a block, at the first customer of the strip. */
#define MEASURE(columns, centroid, d, total)                                                       \
    do {                                                                                           \
        lanes t0 = {0}, t1 = {0}, t2 = {0}, t3 = {0};                                              \
        for (int64_t j = 0; j < (d); j++) {                                                        \
            const lanes *at = (const lanes *)((columns) + j * BLOCK);                              \
            double center = (centroid)[j];                                                         \
            lanes a = at[0] - center, b = at[1] - center, c = at[2] - center, e = at[3] - center;  \
            t0 += a * a;                                                                           \
            t1 += b * b;                                                                           \
            t2 += c * c;                                                                           \
            t3 += e * e;                                                                           \
        }                                                                                          \
        (total)[0] = t0;                                                                           \
        (total)[1] = t1;                                                                           \
        (total)[2] = t2;                                                                           \
        (total)[3] = t3;                                                                           \
    } while (0)

/* The first nearest centroid of each customer of a block, and the squared distance to it. */
INLINE void choose(const double *columns, const double *centroids, int64_t k, int64_t d,
                          int64_t *labels, double *costs)
{
    for (int64_t i = 0; i < BLOCK; i += STRIP) {
        lanes least[4], cost[4];
        marks nearest[4] = {{0}, {0}, {0}, {0}};
        MEASURE(columns + i, centroids, d, least);
        for (int64_t now = 1; now < k; now++) {
            MEASURE(columns + i, centroids + now * d, d, cost);
            for (int part = 0; part < 4; part++) {
                marks closer = cost[part] < least[part];
                marks label = (marks){0} + now;
                nearest[part] = EITHER(closer, label, nearest[part]);
                least[part] = (lanes)EITHER(closer, (marks)cost[part], (marks)least[part]);
            }
        }
        for (int part = 0; part < 4; part++) {
            ((marks *)(labels + i))[part] = nearest[part];
            ((lanes *)(costs + i))[part] = least[part];
        }
    }
}

#endif
