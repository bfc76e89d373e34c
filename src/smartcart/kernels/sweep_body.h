#include "vectors.h"

/* Vectors of costs that a block takes (WIDE). */
#define PARTS (WIDE / 8)

/* The first nearest centroid of each customer of a block. `terms` holds for each centroid -2 times
 * its coordinates, then their squares added up; the cost is the squared distance less the
 * customer's own square. */
INLINE void VERSION(choose_singles)(const float *columns, const float *terms, int64_t k, int64_t d,
                                    int32_t *labels, float *costs)
{
    eight least[PARTS];
    whole8 nearest[PARTS];
    for (int part = 0; part < PARTS; part++) {
        nearest[part] = (whole8){0};
        least[part] = (eight){0} + 1.0f / 0.0f;
    }
    for (int64_t now = 0; now < k; now += 2) {
        const float *one = terms + now * (d + 1), *other = one + d + 1;
        eight first[PARTS], second[PARTS];
        for (int part = 0; part < PARTS; part++) {
            first[part] = (eight){0} + one[d];
            second[part] = (eight){0} + other[d];
        }
        for (int64_t j = 0; j < d; j++) {
            const eight *at = (const eight *)(columns + j * WIDE);
            for (int part = 0; part < PARTS; part++) {
                first[part] += at[part] * one[j];
                second[part] += at[part] * other[j];
            }
        }
        for (int part = 0; part < PARTS; part++) {
            whole8 closer = first[part] < least[part];
            whole8 label = (whole8){0} + (int32_t)now;
            nearest[part] = EITHER(closer, label, nearest[part], whole8);
            least[part] = EITHER(closer, first[part], least[part], eight);
            closer = second[part] < least[part];
            nearest[part] = EITHER(closer, label + 1, nearest[part], whole8);
            least[part] = EITHER(closer, second[part], least[part], eight);
        }
    }
    for (int part = 0; part < PARTS; part++) {
        ((whole8 *)labels)[part] = nearest[part];
        ((eight *)costs)[part] = least[part];
    }
}

/* Turn eight columns of eight customers into eight rows. */
INLINE void VERSION(turn)(eight *x)
{
    eight two[8], four[8];
    for (int i = 0; i < 8; i += 2) {
        two[i] = SHUFFLE(x[i], x[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
        two[i + 1] = SHUFFLE(x[i], x[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    for (int i = 0; i < 8; i += 4)
        for (int half = 0; half < 2; half++) {
            eight one = two[i + half], other = two[i + 2 + half];
            four[i + 2 * half] = SHUFFLE(one, other, 0, 1, 8, 9, 4, 5, 12, 13);
            four[i + 2 * half + 1] = SHUFFLE(one, other, 2, 3, 10, 11, 6, 7, 14, 15);
        }
    for (int i = 0; i < 4; i++) {
        x[i] = SHUFFLE(four[i], four[4 + i], 0, 1, 2, 3, 8, 9, 10, 11);
        x[4 + i] = SHUFFLE(four[i], four[4 + i], 4, 5, 6, 7, 12, 13, 14, 15);
    }
}

/* Add the customers of a block, each as often as its weight says, to the sums of their clusters:
 * `columns` leads to each of `stride` columns, and `sides` holds (SIDES, k, stride) sums. */
INLINE void VERSION(add_block)(const float *const *columns, const float *weights,
                               const int32_t *labels, int64_t k, int64_t stride, float *sides)
{
    for (int64_t j = 0; j < stride; j += 8)
        for (int64_t i = 0; i < WIDE; i += SIDES) {
            eight rows[SIDES], weight = *(const eight *)(weights + i);
            for (int c = 0; c < 8; c++)
                rows[c] = weight * *(const eight *)(columns[j + c] + i);
            VERSION(turn)(rows);
            for (int side = 0; side < SIDES; side++) {
                eight *sum = (eight *)(sides + (side * k + labels[i + side]) * stride + j);
                *sum += rows[side];
            }
        }
}

/* Hand single sums on to double ones, side by side in order, and begin anew. */
INLINE void VERSION(hand_on)(float *sides, int64_t n, double *sums)
{
    for (int side = 0; side < SIDES; side++)
        for (int64_t s = 0; s < n; s++)
            sums[s] += (double)sides[side * n + s];
    memset(sides, 0, (size_t)n * SIDES * sizeof(float));
}

static void VERSION(sweep)(const float *blocks, const float *weights, int64_t start, int64_t end,
                           int64_t d, const float *terms, int64_t k, int64_t stride, float *sides,
                           double *sums)
{
    int32_t labels[WIDE];
    float costs[WIDE], ones[WIDE], zeros[WIDE] = {0};
    const float *columns[stride];
    for (int64_t i = 0; i < WIDE; i++)
        ones[i] = 1.0f;
    for (int64_t j = d; j < stride; j++)
        columns[j] = j == d ? ones : j == d + 1 ? costs : zeros;
    memset(sides, 0, (size_t)(SIDES * k * stride) * sizeof(float));
    for (int64_t block = start; block < end; block += WIDE) {
        for (int64_t j = 0; j < d; j++)
            columns[j] = blocks + block * d + j * WIDE;
        VERSION(choose_singles)(columns[0], terms, k, d, labels, costs);
        VERSION(add_block)(columns, weights + block, labels, k, stride, sides);
        if ((block + WIDE) % SPELL == 0 || block + WIDE >= end)
            VERSION(hand_on)(sides, k * stride, sums + block / SHARE * k * stride);
    }
}

static void VERSION(add)(const double *restrict points, const double *restrict weights,
                         const int64_t *restrict labels, int64_t start, int64_t end, int64_t d,
                         int64_t k, double *restrict sums)
{
    for (int64_t i = start; i < end; i++) {
        double *sum = sums + (i / SHARE * k + labels[i]) * (d + 1);
        for (int64_t j = 0; j < d; j++)
            sum[j] += weights[i] * points[i * d + j];
        sum[d] += weights[i];
    }
}
