#include "wide.h"

#define SLACK (1.0 + 0x1p-50)

typedef struct {
    four least[FOURS];
    whole4 precedence[FOURS], own[FOURS];
} VERSION(found);

/* Whether squared distances leave a chance to be as cheap as what was found so far, which saves most
 * divisions. In doubt they do: there is room for the rounding of the quotient and for underflow. */
INLINE int
VERSION(may_matter)(const four *restrict squares, const four *restrict inverse,
                    double other_inverse, const VERSION(found) *restrict so_far)
{
    whole4 any = {0};
    for (int v = 0; v < FOURS; v++)
        any |= squares[v] <= so_far->least[v] * (inverse[v] + other_inverse) * SLACK + 1e-300;
    return ANY(any);
}

/* Let a block of seekers look at one more other, at `place` among all of them. */
INLINE void
VERSION(look)(const four *restrict squares, const four *restrict inverse, double other_inverse,
              int64_t place, int64_t forbidden, VERSION(found) *restrict so_far)
{
    for (int v = 0; v < FOURS; v++) {
        four cost = squares[v] / (inverse[v] + other_inverse);
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
        double shares[ROWS];
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
            four squares[FOURS] = {{0.0}};
            const four *mine = (const four *)shares;
            double theirs = other_inverse[other];
            VERSION(add_squares)(columns, others + other * d, d, squares);
            if (VERSION(may_matter)(squares, mine, theirs, &so_far))
                VERSION(look)(squares, mine, theirs, other, own ? 0 : -1, &so_far);
        }
        for (int64_t i = 0; i < many; i++)
            found[start + i] = ((const int64_t *)so_far.precedence)[i] ^ places[i];
    }
}
