/* Lloyd's iteration over very many customers, in single precision: labels, sums, sizes and inertia
 * in one pass over the table. And the sums alone, in double precision, by labels that are known.
 *
 * Customers are taken in shares of SHARE, each with sums of its own that are put together in their
 * order: whoever works on a share, the sums are the same.
 */

#include <string.h>

#include "lanes.h"

#define SHARE 65536
/* Customers after which sums in single precision are handed on to those in double precision. */
#define SPELL 2048
/* Sums in single precision side by side. */
#define SIDES 16
/* Customers whose costs are held in registers, in PARTS of them. */
#define WIDE 32
#define PARTS 4
/* Clusters whose members are added up together. */
#define FOUR 4

typedef float singles __attribute__((vector_size(32), aligned(4), may_alias));
typedef int32_t signs __attribute__((vector_size(32), aligned(4), may_alias));

/* The first nearest centroid of each customer of a block. `terms` holds for each centroid -2 times
 * its coordinates, then their squares added up; the cost is the squared distance less the
 * customer's own square. */
INLINE void choose_singles(const float *columns, const float *terms, int64_t k, int64_t d,
                           int32_t *labels, float *costs)
{
    for (int64_t i = 0; i < BLOCK; i += WIDE) {
        singles least[PARTS];
        signs nearest[PARTS];
        for (int part = 0; part < PARTS; part++) {
            nearest[part] = (signs){0};
            least[part] = (singles){0} + 1.0f / 0.0f;
        }
        for (int64_t now = 0; now < k; now += 2) {
            const float *one = terms + now * (d + 1), *other = one + d + 1;
            singles first[PARTS], second[PARTS];
            for (int part = 0; part < PARTS; part++) {
                first[part] = (singles){0} + one[d];
                second[part] = (singles){0} + other[d];
            }
            for (int64_t j = 0; j < d; j++) {
                const singles *at = (const singles *)(columns + j * BLOCK + i);
                for (int part = 0; part < PARTS; part++) {
                    first[part] += at[part] * one[j];
                    second[part] += at[part] * other[j];
                }
            }
            for (int part = 0; part < PARTS; part++) {
                signs closer = first[part] < least[part];
                signs label = (signs){0} + (int32_t)now;
                nearest[part] = EITHER(closer, label, nearest[part]);
                least[part] = (singles)EITHER(closer, (signs)first[part], (signs)least[part]);
                closer = second[part] < least[part];
                nearest[part] = EITHER(closer, label + 1, nearest[part]);
                least[part] = (singles)EITHER(closer, (signs)second[part], (signs)least[part]);
            }
        }
        for (int part = 0; part < PARTS; part++) {
            ((signs *)(labels + i))[part] = nearest[part];
            ((singles *)(costs + i))[part] = least[part];
        }
    }
}

/* Add a column of a block to the sums of four clusters: `own` holds the customers' weights in each
 * of these, (FOUR, BLOCK), and `sums` leads to SIDES numbers of each. */
INLINE void add_column(const float *column, const float *own, float *const *sums, int64_t offset)
{
    singles total[FOUR][2];
    for (int c = 0; c < FOUR; c++)
        for (int side = 0; side < 2; side++)
            total[c][side] = ((const singles *)(sums[c] + offset))[side];
    for (int64_t i = 0; i < BLOCK; i += SIDES) {
        singles low = *(const singles *)(column + i), high = *(const singles *)(column + i + 8);
        for (int c = 0; c < FOUR; c++) {
            total[c][0] += low * *(const singles *)(own + c * BLOCK + i);
            total[c][1] += high * *(const singles *)(own + c * BLOCK + i + 8);
        }
    }
    for (int c = 0; c < FOUR; c++)
        for (int side = 0; side < 2; side++)
            ((singles *)(sums[c] + offset))[side] = total[c][side];
}

/* Add a block to the sums of the clusters that have customers in it, four at a time. Customers in
 * order of their first coordinate are in few clusters at once. `spare` takes the sums of nobody. */
INLINE void add_block(const float *columns, const float *ones, const float *weights,
                      const int32_t *labels, int64_t k, int64_t d, float *sides, float *spare)
{
    float own[FOUR * BLOCK];
    float *sums[FOUR];
    int there = 0;
    for (int64_t c = 0; c < k; c++) {
        int32_t members = 0;
        for (int64_t i = 0; i < BLOCK; i++)
            members |= labels[i] == c;
        if (members) {
            for (int64_t i = 0; i < BLOCK; i++)
                own[there * BLOCK + i] = labels[i] == c ? weights[i] : 0.0f;
            sums[there++] = sides + c * (d + 1) * SIDES;
        }
        if (there == FOUR || (there && c == k - 1)) {
            for (; there < FOUR; there++) {
                memset(own + there * BLOCK, 0, BLOCK * sizeof(float));
                sums[there] = spare;
            }
            for (int64_t j = 0; j <= d; j++)
                add_column(j < d ? columns + j * BLOCK : ones, own, sums, j * SIDES);
            there = 0;
        }
    }
}

/* Hand single sums on to double ones, side by side in order, and begin anew. */
INLINE void hand_on(float *sides, int64_t n, double *sums)
{
    for (int64_t s = 0; s < n; s++)
        for (int side = 0; side < SIDES; side++)
            sums[s] += (double)sides[s * SIDES + side];
    memset(sides, 0, (size_t)n * SIDES * sizeof(float));
}

/* Add the costs of a block, each as often as its customer counts. */
INLINE void add_costs(const float *costs, const float *weights, float *sums)
{
    for (int64_t i = 0; i < BLOCK; i += SIDES)
        for (int side = 0; side < 2; side++)
            ((singles *)sums)[side] +=
                ((const singles *)(costs + i))[side] * ((const singles *)(weights + i))[side];
}

/* For the customers from `start` to `end`, which begin at a share: the sums of each share, k times
 * d coordinates and the weight, then the inertia. `blocks` holds coordinates as in descent.c, in
 * single precision, and `weights` is zero beyond the last customer. k is even. `room` is for
 * ((k + 1) * (d + 1) + 1) * SIDES numbers. */
FOR_EACH_PROCESSOR
void smartcart_sweep(const float *blocks, const float *weights, int64_t start, int64_t end,
                     int64_t d, const float *terms, int64_t k, float *room, double *sums)
{
    int32_t labels[BLOCK];
    float costs[BLOCK], ones[BLOCK];
    int64_t many = k * (d + 1) + 1;
    float *sides = room, *spare = room + many * SIDES;
    for (int64_t i = 0; i < BLOCK; i++)
        ones[i] = 1.0f;
    memset(room, 0, (size_t)((many + d + 1) * SIDES) * sizeof(float));
    for (int64_t block = start; block < end; block += BLOCK) {
        const float *columns = blocks + block * d;
        choose_singles(columns, terms, k, d, labels, costs);
        add_block(columns, ones, weights + block, labels, k, d, sides, spare);
        add_costs(costs, weights + block, sides + (many - 1) * SIDES);
        if ((block + BLOCK) % SPELL == 0 || block + BLOCK >= end)
            hand_on(sides, many, sums + block / SHARE * many);
    }
}

/* The sums of each share by labels that are known, (k, d + 1): coordinates, weights. */
FOR_EACH_PROCESSOR
void smartcart_add(const double *restrict points, const double *restrict weights,
                   const int64_t *restrict labels, int64_t start, int64_t end, int64_t d, int64_t k,
                   double *restrict sums)
{
    for (int64_t i = start; i < end; i++) {
        double *sum = sums + (i / SHARE * k + labels[i]) * (d + 1);
        for (int64_t j = 0; j < d; j++)
            sum[j] += weights[i] * points[i * d + j];
        sum[d] += weights[i];
    }
}
