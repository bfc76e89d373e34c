#include "lanes.h"

/* One pass: labels and costs, and the sums by which centroids move, in the order of the rows. */
INLINE void VERSION(pass)(const double *blocks, const double *rows, int64_t n, int64_t d,
                          int64_t stride, const double *centroids, int64_t k, double *sums,
                          double *costs)
{
    int64_t labels[BLOCK];
    for (int64_t i = 0; i < k * stride; i++)
        sums[i] = 0.0;
    for (int64_t start = 0; start < n; start += BLOCK) {
        int64_t many = n - start < BLOCK ? n - start : BLOCK;
        VERSION(choose)(blocks + start * d, centroids, k, d, labels, costs + start);
        for (int64_t i = 0; i < many; i++) {
            double *restrict sum = sums + labels[i] * stride;
            const double *restrict row = rows + (start + i) * stride;
            for (int64_t j = 0; j < stride; j += 4)
                for (int64_t t = j; t < j + 4; t++)
                    sum[t] += row[t];
        }
    }
}

/* Move centroids to the means; return how far they went, in squares. Empty clusters stay. */
INLINE double VERSION(move)(const double *sums, int64_t k, int64_t d, int64_t stride,
                            double *centroids)
{
    double shift = 0.0;
    for (int64_t c = 0; c < k; c++) {
        double size = sums[c * stride + d];
        for (int64_t j = 0; j < d; j++) {
            double before = centroids[c * d + j];
            double now = size > 0 ? sums[c * stride + j] / size : before;
            shift += (now - before) * (now - before);
            centroids[c * d + j] = now;
        }
    }
    return shift;
}

static void VERSION(descend)(const double *blocks, const double *rows, int64_t n, int64_t d,
                             int64_t stride, int64_t starts, int64_t k, int64_t most,
                             double tolerance, double *centroids, double *sizes, double *inertias,
                             double *sums, double *costs)
{
    for (int64_t s = 0; s < starts; s++) {
        double *own = centroids + s * k * d;
        VERSION(pass)(blocks, rows, n, d, stride, own, k, sums, costs);
        for (int64_t round = 0; round < most; round++) {
            double shift = VERSION(move)(sums, k, d, stride, own);
            if (shift > 0.0) /* else the same centroids have the same members */
                VERSION(pass)(blocks, rows, n, d, stride, own, k, sums, costs);
            if (shift <= tolerance)
                break;
        }
        for (int64_t c = 0; c < k; c++)
            sizes[s * k + c] = sums[c * stride + d];
        double inertia = 0.0;
        for (int64_t i = 0; i < n; i++)
            inertia += rows[i * stride + d] * costs[i];
        inertias[s] = inertia;
    }
}

/* The first position whose running sum reaches a share of the whole. */
INLINE int64_t VERSION(reach)(const double *running, int64_t n, double share)
{
    double sought = share * running[n - 1];
    int64_t low = 0, high = n;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (running[middle] < sought)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n - 1 ? low : n - 1;
}

/* What is left to the nearest seed with one more: `left` in squares, and their weighted sum. */
INLINE double VERSION(with_seed)(const double *blocks, const double *weights, int64_t whole,
                                 int64_t d, int64_t seed, const double *before, double *left)
{
    double place[d];
    for (int64_t j = 0; j < d; j++)
        place[j] = blocks[(seed / BLOCK) * BLOCK * d + j * BLOCK + seed % BLOCK];
    four sum = {0};
    for (int64_t i = 0; i < whole; i += STRIP) {
        four cost[4];
        MEASURE(blocks + (i / BLOCK) * BLOCK * d + i % BLOCK, place, d, cost);
        for (int part = 0; part < 4; part++) {
            four old = ((const four *)(before + i))[part];
            whole4 closer = cost[part] < old;
            four now = EITHER(closer, cost[part], old, four);
            ((four *)(left + i))[part] = now;
            sum += ((const four *)(weights + i))[part] * now;
        }
    }
    double total = 0.0;
    for (int lane = 0; lane < LANES; lane++)
        total += sum[lane];
    return total;
}

static void VERSION(seed)(const double *blocks, const double *weights, int64_t n, int64_t d,
                          int64_t starts, int64_t k, int64_t trials, const double *uniform,
                          int64_t *chosen, double *room)
{
    int64_t whole = (n + BLOCK - 1) / BLOCK * BLOCK;
    double *running = room, *left = room + whole, *tried = room + 2 * whole;
    for (int64_t s = 0; s < starts; s++) {
        const double *numbers = uniform + s * (1 + (k - 1) * trials);
        for (int64_t i = 0; i < whole; i++)
            left[i] = 1.0;
        for (int64_t seed = 0; seed < k; seed++) {
            double sum = 0.0;
            for (int64_t i = 0; i < n; i++)
                running[i] = sum += weights[i] * left[i];
            if (seed == 0)
                for (int64_t i = 0; i < whole; i++)
                    left[i] = 1.0 / 0.0;
            int64_t best = 0;
            double least = 0.0;
            for (int64_t t = 0; t < (seed ? trials : 1); t++) {
                int64_t candidate = VERSION(reach)(running, n, *numbers++);
                double total = VERSION(with_seed)(blocks, weights, whole, d, candidate, left,
                                                  tried + t * whole);
                if (t == 0 || total < least) {
                    best = t;
                    least = total;
                    chosen[s * k + seed] = candidate;
                }
            }
            for (int64_t i = 0; i < whole; i++)
                left[i] = tried[best * whole + i];
        }
    }
}
