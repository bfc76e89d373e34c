/* log(1 + x) by sums, products and divisions alone, so that every processor gives the same bits.
 *
 * The way of fdlibm (K.C. Ng, Sun Microsystems 1993): 1 + x = 2^k (1 + f), and what that sum has
 * lost is put back; log(1 + f) is a series in f / (2 + f).
 */

#include <string.h>

#include "kernels.h"

/* log(2) in two parts: any k times the first one is exact. */
#define LN2_HIGH 0x1.62e42feep-1
#define LN2_LOW 0x1.a39ef35793c76p-33
/* A number just below the root of 2: whatever lies above is halved once more. */
#define HALVED_FROM 0x1.6a09ep+0

/* log(1 + f), with k, what was lost, and half the square of f, by the series or by two terms. */
static inline double put_together(double f, double k, double lost, int is_flat)
{
    double half = 0.5 * f * f, low = k * LN2_LOW + lost;
    if (is_flat)
        return k * LN2_HIGH - ((half * (1.0 - 0.66666666666666666 * f) - low) - f);
    double s = f / (2.0 + f), z = s * s, z2 = z * z, z4 = z2 * z2, z6 = z4 * z2;
    double rest = z * 0x1.5555555555593p-1 + z2 * (0x1.999999997fa04p-2 + z * 0x1.2492494229359p-2) +
                  z4 * (0x1.c71c51d8e78afp-3 + z * 0x1.7466496cb03dep-3) +
                  z6 * (0x1.39a09d078c69fp-3 + z * 0x1.2f112df3e5244p-3);
    return k * LN2_HIGH - ((half - (s * (half + rest) + low)) - f);
}

static inline double log_beside_one(double x)
{
    if (!(x > -1.0))
        return x == -1.0 ? -INFINITY : NAN;
    if (x == INFINITY)
        return x;
    if (fabs(x) < 0x1p-29)
        return x - x * x * 0.5;
    if (x > -0x1.2bec4p-2 && x < 0x1.a827ap-2) /* 1 + x is near 1 as it is */
        return put_together(x, 0.0, 0.0, 0);
    double u = x < 0x1p53 ? 1.0 + x : x, lost = 0.0;
    uint64_t bits;
    memcpy(&bits, &u, sizeof bits);
    int64_t k = (int64_t)(bits >> 52) - 1023;
    if (x < 0x1p53)
        lost = (k > 0 ? 1.0 - (u - x) : x - (u - 1.0)) / u;
    bits = (bits & 0x000fffffffffffffu) | 0x3ff0000000000000u;
    memcpy(&u, &bits, sizeof u);
    if (u >= HALVED_FROM) {
        k++;
        u *= 0.5;
    }
    double f = u - 1.0;
    return put_together(f, (double)k, k == 0 ? 0.0 : lost, f >= -0x1.8p-20 && f < 0x1p-20);
}

void smartcart_log1p(const double *x, int64_t n, double *logs)
{
    for (int64_t i = 0; i < n; i++)
        logs[i] = log_beside_one(x[i]);
}
