/* Distances summed over the groups of several labellings: what silhouettes are made of. */

#include <string.h>

#define BODY "silhouette_body.h"
#include "versions.h"

/* For customers `first` to `last` of `rows` (n, d): their summed distances to each of n_groups
 * groups, into `sums` (n_groups, n). The points (n, d) stand cell by cell, cell c up to ends[c];
 * groups (n_labellings, n_cells) says to which group of each labelling a cell belongs. `room` is
 * for (d + n_groups) * ROWS numbers. */
void smartcart_group_sums(const double *rows, int64_t n, int64_t d, int64_t first, int64_t last,
                          const double *points, const int64_t *ends, int64_t n_cells,
                          const int64_t *groups, int64_t n_labellings, int64_t n_groups,
                          double *room, double *sums)
{
    SUITED(group_sums)(rows, n, d, first, last, points, ends, n_cells, groups, n_labellings,
                       n_groups, room, sums);
}
