#include "wide.h"

/* Points whose distances are computed before their roots are taken. */
#define TOGETHER 8

/* Add the distances of a block of customers to the points `from` to `end`, in that order. Roots are
 * taken of several points together, in a loop that a compiler turns into vectors. */
INLINE void
VERSION(add_distances)(const double *restrict columns, const double *restrict points, int64_t from,
                       int64_t end, int64_t d, four *restrict total)
{
    for (int64_t start = from; start < end; start += TOGETHER) {
        double distances[TOGETHER * ROWS];
        int64_t many = end - start < TOGETHER ? end - start : TOGETHER;
        for (int64_t other = 0; other < many; other++) {
            four squares[FOURS] = {{0.0}};
            VERSION(add_squares)(columns, points + (start + other) * d, d, squares);
            for (int v = 0; v < FOURS; v++)
                ((four *)(distances + other * ROWS))[v] = squares[v];
        }
        for (int64_t i = 0; i < many * ROWS; i++)
            distances[i] = sqrt(distances[i]);
        for (int64_t other = 0; other < many; other++)
            for (int v = 0; v < FOURS; v++)
                total[v] += ((const four *)(distances + other * ROWS))[v];
    }
}

static void VERSION(group_sums)(const double *restrict rows, int64_t n, int64_t d, int64_t first,
                                int64_t last, const double *restrict points,
                                const int64_t *restrict ends, int64_t n_cells,
                                const int64_t *restrict groups, int64_t n_labellings,
                                int64_t n_groups, double *restrict room, double *restrict sums)
{
    double *columns = room, *joined = room + d * ROWS;
    for (int64_t start = first; start < last; start += ROWS) {
        int64_t many = last - start < ROWS ? last - start : ROWS;
        VERSION(lay_out)(rows + start * d, many, d, columns);
        memset(joined, 0, sizeof(double) * n_groups * ROWS);
        int64_t from = 0;
        for (int64_t cell = 0; cell < n_cells; cell++) {
            four total[FOURS] = {{0.0}};
            VERSION(add_distances)(columns, points, from, ends[cell], d, total);
            from = ends[cell];
            for (int64_t labelling = 0; labelling < n_labellings; labelling++) {
                four *group = (four *)(joined + groups[labelling * n_cells + cell] * ROWS);
                for (int v = 0; v < FOURS; v++)
                    group[v] += total[v];
            }
        }
        for (int64_t group = 0; group < n_groups; group++)
            memcpy(sums + group * n + start, joined + group * ROWS, sizeof(double) * many);
    }
}
