#include "wide.h"

/* The cheapest and the second cheapest centroid of a block so far, and what they cost. */
typedef struct {
    four least[FOURS], second[FOURS];
    whole4 best[FOURS], next[FOURS];
} VERSION(pair);

INLINE void
VERSION(rank)(const four *restrict squares, double weight, int64_t centroid,
              VERSION(pair) *restrict pair)
{
    for (int v = 0; v < FOURS; v++) {
        four cost = squares[v] * weight;
        whole4 place = (whole4){0} + centroid;
        whole4 first = cost < pair->least[v];
        whole4 not_third = (cost < pair->second[v]) | (pair->next[v] < 0);
        four lost = EITHER(first, pair->least[v], cost, four);
        whole4 loser = EITHER(first, pair->best[v], place, whole4);
        pair->second[v] = EITHER(not_third, lost, pair->second[v], four);
        pair->next[v] = EITHER(not_third, loser, pair->next[v], whole4);
        pair->least[v] = EITHER(first, cost, pair->least[v], four);
        pair->best[v] = EITHER(first, place, pair->best[v], whole4);
    }
}

INLINE void
VERSION(begin)(const four *restrict squares, double weight, VERSION(pair) *restrict pair)
{
    for (int v = 0; v < FOURS; v++) {
        pair->least[v] = squares[v] * weight;
        pair->second[v] = (four){INFINITY, INFINITY, INFINITY, INFINITY};
        pair->best[v] = (whole4){0};
        pair->next[v] = (whole4){-1, -1, -1, -1};
    }
}

static void VERSION(two_nearest)(const double *restrict points, int64_t first, int64_t last,
                                 int64_t d, const double *restrict centroids,
                                 const double *restrict weights, int64_t k,
                                 double *restrict columns, int64_t *restrict labels,
                                 int64_t *restrict runners_up, double *restrict costs,
                                 double *restrict second_costs)
{
    for (int64_t start = first; start < last; start += ROWS) {
        int64_t many = last - start < ROWS ? last - start : ROWS;
        VERSION(pair) pair;
        VERSION(lay_out)(points + start * d, many, d, columns);
        for (int64_t centroid = 0; centroid < k; centroid++) {
            four squares[FOURS] = {{0.0}};
            VERSION(add_squares)(columns, centroids + centroid * d, d, squares);
            if (centroid == 0)
                VERSION(begin)(squares, weights[0], &pair);
            else
                VERSION(rank)(squares, weights[centroid], centroid, &pair);
        }
        for (int64_t i = 0; i < many; i++) {
            labels[start + i] = ((const int64_t *)pair.best)[i];
            runners_up[start + i] = ((const int64_t *)pair.next)[i];
            costs[start + i] = ((const double *)pair.least)[i];
            second_costs[start + i] = ((const double *)pair.second)[i];
        }
    }
}
