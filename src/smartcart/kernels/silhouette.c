/* Distances summed over the groups of several labellings: what silhouettes are made of. */

#include "kernels.h"

/* To which group of each labelling a cell belongs: (n_labellings, n_cells). */
typedef struct {
    const int64_t *groups;
    int64_t n_cells, n_labellings;
} Labellings;

#define BODY "silhouette_body.h"
#include "versions.h"

/* Customers `first` to `last` and customers `from` to `end`, the same ones or later ones, take their
 * distances to each other; all these numbers, and n, are multiples of ROWS. A customer takes
 * distances in the order of customers: so `first` to `last` have taken those to all before `from`,
 * and `from` to `end` those to all before `first`.
 *
 * The points (n, d) stand cell by cell; `columns` are the same points, each ROWS of them laid out
 * as (d, ROWS). cells (n + 1) says to which cell each belongs, and ends with the number of none.
 * What customers have taken of a cell that is not at its end is in `taken` (n), the sums of whole
 * cells are in `sums` (n_groups, n). */
void smartcart_group_sums(const double *points, const double *columns, int64_t n, int64_t d,
                          const int64_t *cells, const int64_t *groups, int64_t n_cells,
                          int64_t n_labellings, double *taken, double *sums, int64_t first,
                          int64_t last, int64_t from, int64_t end)
{
    const Labellings all = {groups, n_cells, n_labellings};
    SUITED(group_sums)(points, columns, n, d, cells, all, taken, sums, first, last, from, end);
}
