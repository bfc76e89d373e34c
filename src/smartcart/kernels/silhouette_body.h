#include "wide.h"

/* Add the squared differences between ROWS customers and two others in one coordinate. */
INLINE void VERSION(add_to_two)(const double *restrict column, double one, double two,
                                four *restrict squares)
{
    four first = {one, one, one, one}, second = {two, two, two, two};
    for (int v = 0; v < FOURS; v++) {
        four mine = ((const four *)column)[v], to_first = mine - first, to_second = mine - second;
        squares[v] += to_first * to_first;
        squares[FOURS + v] += to_second * to_second;
    }
}

/* Distances of ROWS customers, laid out by columns, to ROWS others: ROWS numbers for each other.
 * A root takes long: those of two others are taken one by one among the squares of the next two. */
INLINE void VERSION(measure)(const double *restrict columns, const double *restrict others,
                             int64_t d, four *restrict distances)
{
    four *before = distances;
    for (int64_t other = 0; other < ROWS; other += 2) {
        const double *one = others + other * d, *two = one + d;
        four squares[2 * FOURS] = {{0.0}};
        int64_t roots = other ? 2 * FOURS : 0, root = 0, j = 0;
        for (; j < d && root < roots; j++, root++) {
            VERSION(add_to_two)(columns + j * ROWS, one[j], two[j], squares);
            before[root] = ROOTS(before[root]);
        }
        for (; j < d; j++)
            VERSION(add_to_two)(columns + j * ROWS, one[j], two[j], squares);
        for (; root < roots; root++)
            before[root] = ROOTS(before[root]);
        before = distances + other * FOURS;
        for (int v = 0; v < 2 * FOURS; v++)
            before[v] = squares[v];
    }
    for (int v = 0; v < 2 * FOURS; v++)
        before[v] = ROOTS(before[v]);
}

/* The same distances, ROWS numbers for each customer. */
INLINE void VERSION(turn)(const four *restrict distances, four *restrict turned)
{
    for (int v = 0; v < FOURS; v++)
        for (int w = 0; w < FOURS; w++) {
            const four *from = distances + 4 * v * FOURS + w;
            four *to = turned + 4 * w * FOURS + v;
            four even = SHUFFLE4(from[0], from[FOURS], 0, 4, 2, 6);
            four odd = SHUFFLE4(from[0], from[FOURS], 1, 5, 3, 7);
            four next_even = SHUFFLE4(from[2 * FOURS], from[3 * FOURS], 0, 4, 2, 6);
            four next_odd = SHUFFLE4(from[2 * FOURS], from[3 * FOURS], 1, 5, 3, 7);
            to[0] = SHUFFLE4(even, next_even, 0, 1, 4, 5);
            to[FOURS] = SHUFFLE4(odd, next_odd, 0, 1, 4, 5);
            to[2 * FOURS] = SHUFFLE4(even, next_even, 2, 3, 6, 7);
            to[3 * FOURS] = SHUFFLE4(odd, next_odd, 2, 3, 6, 7);
        }
}

/* Add what ROWS customers have taken of a cell to the sums of its group in each labelling. */
INLINE void VERSION(end_cell)(four *restrict taken, int64_t cell, Labellings all, int64_t n,
                              double *restrict sums)
{
    for (int64_t labelling = 0; labelling < all.n_labellings; labelling++) {
        int64_t group = all.groups[labelling * all.n_cells + cell];
        for (int v = 0; v < FOURS; v++)
            ((four *)(sums + group * n))[v] += taken[v];
    }
    for (int v = 0; v < FOURS; v++)
        taken[v] = (four){0.0};
}

/* ROWS customers take their distances to ROWS others, in the order of these. */
INLINE void VERSION(take)(const four *restrict distances, const int64_t *restrict cells,
                          Labellings all, int64_t n, double *restrict taken, double *restrict sums)
{
    four total[FOURS];
    for (int v = 0; v < FOURS; v++)
        total[v] = ((const four *)taken)[v];
    for (int64_t other = 0; other < ROWS; other++) {
        for (int v = 0; v < FOURS; v++)
            total[v] += distances[other * FOURS + v];
        if (cells[other] != cells[other + 1])
            VERSION(end_cell)(total, cells[other], all, n, sums);
    }
    for (int v = 0; v < FOURS; v++)
        ((four *)taken)[v] = total[v];
}

/* Each distance is measured once and taken by both: d(i, j) is d(j, i) to the last bit. A customer
 * takes those to earlier ROWS while it stands among the others, then those to its own and to later
 * ROWS. */
static void VERSION(group_sums)(const double *restrict points, const double *restrict columns,
                                int64_t n, int64_t d, const int64_t *restrict cells,
                                Labellings all, double *restrict taken, double *restrict sums,
                                int64_t first, int64_t last, int64_t from, int64_t end)
{
    four distances[ROWS * FOURS], turned[ROWS * FOURS];
    for (int64_t one = first; one < last; one += ROWS)
        for (int64_t two = one > from ? one : from; two < end; two += ROWS) {
            VERSION(measure)(columns + one * d, points + two * d, d, distances);
            VERSION(take)(distances, cells + two, all, n, taken + one, sums + one);
            if (one == two)
                continue;
            VERSION(turn)(distances, turned);
            VERSION(take)(turned, cells + one, all, n, taken + two, sums + two);
        }
}
