/* Squared distances of a few customers whose totals stay in the registers of the processor. */
#include "vectors.h"

#define FOURS (ROWS / 4)

/* Whether a mark is set in any place. */
#undef ANY
#ifdef __AVX2__
#define ANY(mark) (!__builtin_ia32_ptestz256(mark, mark))
#else
#define ANY(mark) ((mark)[0] | (mark)[1] | (mark)[2] | (mark)[3])
#endif

/* Lay the coordinates of at most ROWS rows out by columns; what is left over repeats the first. */
INLINE void VERSION(lay_out)(const double *restrict rows, int64_t n, int64_t d,
                             double *restrict columns)
{
    for (int64_t i = 0; i < ROWS; i++)
        for (int64_t j = 0; j < d; j++)
            columns[j * ROWS + i] = rows[(i < n ? i : 0) * d + j];
}

/* Add the squared differences of a block and one point, coordinate by coordinate. */
INLINE void VERSION(add_squares)(const double *restrict columns, const double *restrict point,
                                 int64_t d, four *restrict total)
{
    for (int64_t j = 0; j < d; j++) {
        const four *column = (const four *)(columns + j * ROWS);
        four other = {point[j], point[j], point[j], point[j]};
        for (int v = 0; v < FOURS; v++) {
            four difference = column[v] - other;
            total[v] += difference * difference;
        }
    }
}
