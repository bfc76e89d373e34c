/* Where values stand on the curves of their groups, and what several such ranks add up to. */

#include "kernels.h"

/* The curves of all groups over one grid (g): at (groups, g + 1) into x, y and slope. */
struct curve {
    const double *grid;
    int64_t g;
    const int64_t *at;
    const double *x, *y, *slope;
};

/* A value that is not known has no rank. */
static inline double rank_of(const struct curve *curve, double value, int64_t group)
{
    if (value != value)
        return NAN;
    int64_t low = 0, left = curve->g; /* how many of the grid are not above the value */
    while (left > 0) {
        int64_t half = left / 2, middle = low + half;
        int is_below = curve->grid[middle] <= value;
        low = is_below ? middle + 1 : low;
        left = is_below ? left - half - 1 : half;
    }
    int64_t place = curve->at[group * (curve->g + 1) + low];
    return curve->slope[place] * (value - curve->x[place]) + curve->y[place];
}

/* values and groups (n). */
void smartcart_rank(const double *restrict values, const int64_t *restrict groups, int64_t n,
                    const struct curve *restrict curve, double *restrict ranks)
{
    for (int64_t i = 0; i < n; i++)
        ranks[i] = rank_of(curve, values[i], groups[i]);
}

/* values (parts, n), weights (parts), curves (parts + 1): the rank, among the peers, of the
 * weighted mean of the ranks; 0 to 100, to one decimal. */
void smartcart_index(const double *restrict values, const int64_t *restrict groups, int64_t n,
                     const struct curve *restrict curves, const double *restrict weights,
                     int64_t parts, double *restrict index)
{
    for (int64_t i = 0; i < n; i++) {
        double mean = 0.0;
        for (int64_t part = 0; part < parts; part++)
            mean += weights[part] * rank_of(&curves[part], values[part * n + i], groups[i]);
        index[i] = rint(100.0 * rank_of(&curves[parts], mean, groups[i]) * 10.0) / 10.0;
    }
}
