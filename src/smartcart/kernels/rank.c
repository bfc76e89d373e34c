/* Where values stand on the curves of their groups. */

#include "kernels.h"

/* values and groups (n); grid (g); at (groups, g + 1) into x, y and slope. A value that is not
 * known has no rank. */
void smartcart_rank(const double *restrict values, const int64_t *restrict groups, int64_t n,
                    const double *restrict grid, int64_t g, const int64_t *restrict at,
                    const double *restrict x, const double *restrict y,
                    const double *restrict slope, double *restrict ranks)
{
    for (int64_t i = 0; i < n; i++) {
        double value = values[i];
        if (value != value) {
            ranks[i] = NAN;
            continue;
        }
        int64_t low = 0, left = g; /* how many of the grid are not above the value */
        while (left > 0) {
            int64_t half = left / 2, middle = low + half;
            int is_below = grid[middle] <= value;
            low = is_below ? middle + 1 : low;
            left = is_below ? left - half - 1 : half;
        }
        int64_t place = at[groups[i] * (g + 1) + low];
        ranks[i] = slope[place] * (value - x[place]) + y[place];
    }
}
