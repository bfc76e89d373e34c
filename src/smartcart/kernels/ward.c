/* Whom each cluster would join at the least cost: the search on which Ward's tree grows. */

#define BODY "ward_body.h"
#include "versions.h"

/* For seekers `first` to `last`, of points (n, d) and inverse weights (n): the place of the
 * cheapest among the others, where a pair costs its squared distance divided by the sum of its
 * inverse weights. In a tie, the one whose place differs in the lowest binary places from the
 * seeker's own, which it may not choose; without places of their own, the first.
 * `columns` is room for d * ROWS numbers. */
void smartcart_partners(const double *seekers, const double *inverse, const int64_t *own,
                        int64_t first, int64_t last, int64_t d, const double *others,
                        const double *other_inverse, int64_t n_others, double *columns,
                        int64_t *found)
{
    SUITED(partners)(seekers, inverse, own, first, last, d, others, other_inverse, n_others,
                     columns, found);
}
