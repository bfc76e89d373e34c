/* What all kernels share.
 *
 * Plain C without Python's headers: a compiler is all it takes. Loops run over a block of customers
 * innermost, so that a compiler can take several customers at once without changing the order of
 * any customer's own sum.
 */
#ifndef SMARTCART_KERNELS_H
#define SMARTCART_KERNELS_H

#include "layout.h"

#include <math.h>
#include <stdint.h>

/* One version for each generation of processors, chosen when the library is loaded. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__linux__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

/* Part of each of these versions: a function of its own would be made for the oldest processor. */
#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline))
#else
#define INLINE static inline
#endif

#endif
