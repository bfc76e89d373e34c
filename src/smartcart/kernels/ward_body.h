#include "wide.h"

typedef struct {
    four least[FOURS];
    whole4 precedence[FOURS], own[FOURS];
} VERSION(found);

/* Let a block of seekers look at one more other, at `place` among all of them. */
static inline __attribute__((always_inline)) void
VERSION(look)(const double *restrict squares, const double *restrict inverse, double other_inverse,
              int64_t place, int64_t forbidden, VERSION(found) *restrict so_far)
{
    for (int v = 0; v < FOURS; v++) {
        four cost = ((const four *)squares)[v] / (((const four *)inverse)[v] + other_inverse);
        whole4 precedence = so_far->own[v] ^ place;
        whole4 sooner = (cost == so_far->least[v]) & (precedence < so_far->precedence[v]);
        whole4 better = ((cost < so_far->least[v]) | sooner) & (precedence != forbidden);
        so_far->least[v] = EITHER(better, cost, so_far->least[v], four);
        so_far->precedence[v] = EITHER(better, precedence, so_far->precedence[v], whole4);
    }
}

static void VERSION(partners)(const double *restrict seekers, const double *restrict inverse,
                              const int64_t *restrict own, int64_t first, int64_t last, int64_t d,
                              const double *restrict others, const double *restrict other_inverse,
                              int64_t n_others, double *restrict columns, int64_t *restrict found)
{
    for (int64_t start = first; start < last; start += ROWS) {
        int64_t many = last - start < ROWS ? last - start : ROWS;
        double squares[ROWS], shares[ROWS];
        int64_t places[ROWS];
        VERSION(found) so_far;
        VERSION(lay_out)(seekers + start * d, many, d, columns);
        for (int64_t i = 0; i < ROWS; i++) {
            shares[i] = inverse[start + (i < many ? i : 0)];
            places[i] = own ? own[start + (i < many ? i : 0)] : 0;
        }
        for (int v = 0; v < FOURS; v++) {
            so_far.least[v] = (four){INFINITY, INFINITY, INFINITY, INFINITY};
            so_far.precedence[v] = (whole4){INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};
            so_far.own[v] = ((const whole4 *)places)[v];
        }
        for (int64_t other = 0; other < n_others; other++) {
            VERSION(square_distances)(columns, others + other * d, d, squares);
            VERSION(look)(squares, shares, other_inverse[other], other, own ? 0 : -1, &so_far);
        }
        for (int64_t i = 0; i < many; i++)
            found[start + i] = ((const int64_t *)so_far.precedence)[i] ^ places[i];
    }
}
