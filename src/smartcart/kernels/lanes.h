/* Blocks of customers laid out by columns, some of them in registers while the coordinates go by. */
#include "vectors.h"

/* Customers whose costs are held in registers while the coordinates go by. */
#define STRIP 16

/* Squared distances of a strip of customers to one centroid, added coordinate by coordinate.
 * `columns` are those of a block, at the first customer of the strip. */
#define MEASURE(columns, centroid, d, total)                                                       \
    do {                                                                                           \
        four t0 = {0}, t1 = {0}, t2 = {0}, t3 = {0};                                               \
        for (int64_t j = 0; j < (d); j++) {                                                        \
            const four *at = (const four *)((columns) + j * BLOCK);                                \
            double center = (centroid)[j];                                                         \
            four a = at[0] - center, b = at[1] - center, c = at[2] - center, e = at[3] - center;   \
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
INLINE void VERSION(choose)(const double *columns, const double *centroids, int64_t k, int64_t d,
                            int64_t *labels, double *costs)
{
    for (int64_t i = 0; i < BLOCK; i += STRIP) {
        four least[4], cost[4];
        whole4 nearest[4] = {{0}, {0}, {0}, {0}};
        MEASURE(columns + i, centroids, d, least);
        for (int64_t now = 1; now < k; now++) {
            MEASURE(columns + i, centroids + now * d, d, cost);
            for (int part = 0; part < 4; part++) {
                whole4 closer = cost[part] < least[part];
                whole4 label = (whole4){0} + now;
                nearest[part] = EITHER(closer, label, nearest[part], whole4);
                least[part] = EITHER(closer, cost[part], least[part], four);
            }
        }
        for (int part = 0; part < 4; part++) {
            ((whole4 *)(labels + i))[part] = nearest[part];
            ((four *)(costs + i))[part] = least[part];
        }
    }
}
