/* Raw values -> the space -> the two cheapest clusters, for one customer or for a block at a time. */

#include "kernels.h"

/* Where one scaled column comes from: a number, or the level of a text. */
struct source {
    int64_t row;    /* of the numbers, or of the codes */
    int64_t table;  /* start of the text's own table; -1 for a number */
    int64_t width;  /* of that table */
    int64_t levels; /* of that text; one row more stands for 'not known' */
    double fill, low, high, mean, deviation, root;
};

static inline void scale_number(const struct source *s, const double *restrict x, int rows,
                                double *restrict scaled)
{
    for (int i = 0; i < rows; i++) {
        double value = x[i] == x[i] ? x[i] : s->fill;
        value = value > s->low ? value : s->low;
        value = value < s->high ? value : s->high;
        scaled[i] = (value - s->mean) / s->deviation * s->root;
    }
}

static inline void scale_text(const struct source *s, const double *restrict codes, int rows,
                              const double *restrict tables, double *restrict scaled)
{
    for (int i = 0; i < rows; i++) {
        int is_known = codes[i] >= 0 && codes[i] < s->levels;
        int64_t level = is_known ? (int64_t)codes[i] : s->levels;
        scaled[i] = tables[s->table + level * s->width];
    }
}

/* numbers (.., n), codes (.., n); plan and tables as above; center (s), loadings (s, c);
 * centroids (k, c) with weights (k).
 *
 * Gives points (c, n), the cheapest cluster and the runner-up (-1 without one) with what they
 * cost, the first one in a tie. */
FOR_EACH_PROCESSOR
void smartcart_place(const double *restrict numbers, const double *restrict codes, int64_t n,
                     const struct source *restrict plan, const double *restrict tables, int64_t s,
                     const double *restrict center, const double *restrict loadings, int64_t c,
                     const double *restrict centroids, const double *restrict weights, int64_t k,
                     double *restrict points, double *restrict first, double *restrict second,
                     int64_t *restrict label, int64_t *restrict runner_up)
{
    double scaled[BLOCK], cost[BLOCK];
    for (int64_t start = 0; start < n; start += BLOCK) {
        int rows = (int)(n - start < BLOCK ? n - start : BLOCK);
        for (int64_t j = 0; j < c; j++)
            for (int i = 0; i < rows; i++)
                points[j * n + start + i] = 0.0;
        for (int64_t t = 0; t < s; t++) {
            if (plan[t].table < 0)
                scale_number(&plan[t], numbers + plan[t].row * n + start, rows, scaled);
            else
                scale_text(&plan[t], codes + plan[t].row * n + start, rows, tables, scaled);
            for (int i = 0; i < rows; i++)
                scaled[i] -= center[t];
            for (int64_t j = 0; j < c; j++) {
                double loading = loadings[t * c + j];
                double *restrict point = points + j * n + start;
                for (int i = 0; i < rows; i++)
                    point[i] += scaled[i] * loading;
            }
        }
        for (int i = 0; i < rows; i++) {
            first[start + i] = second[start + i] = INFINITY;
            label[start + i] = runner_up[start + i] = -1;
        }
        for (int64_t g = 0; g < k; g++) {
            for (int i = 0; i < rows; i++)
                cost[i] = 0.0;
            for (int64_t j = 0; j < c; j++) {
                const double *restrict point = points + j * n + start;
                double place = centroids[g * c + j];
                for (int i = 0; i < rows; i++) {
                    double difference = point[i] - place;
                    cost[i] += difference * difference;
                }
            }
            double *restrict one = first + start, *restrict two = second + start;
            int64_t *restrict best = label + start, *restrict next = runner_up + start;
            for (int i = 0; i < rows; i++) {
                double own = cost[i] * weights[g];
                int is_first = own < one[i], is_second = own < two[i];
                next[i] = is_first ? best[i] : is_second ? g : next[i];
                two[i] = is_first ? one[i] : is_second ? own : two[i];
                best[i] = is_first ? g : best[i];
                one[i] = is_first ? own : one[i];
            }
        }
    }
}
