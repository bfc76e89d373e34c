/* Several customers side by side: vectors that GCC and Clang know for every processor.
 *
 * Each of their places is rounded alone, as it would be in a loop. A function that holds them is
 * part of a BODY (versions.h), so that it is made for the registers that there are.
 */
#ifndef SMARTCART_VECTORS_H
#define SMARTCART_VECTORS_H

#include "kernels.h"

typedef double four __attribute__((vector_size(32), aligned(8), may_alias));
typedef long long whole4 __attribute__((vector_size(32), aligned(8), may_alias));
typedef float eight __attribute__((vector_size(32), aligned(4), may_alias));
typedef int32_t whole8 __attribute__((vector_size(32), aligned(4), may_alias));

/* One in the places where a mark is set, the other elsewhere; both of one type, as wide as the mark.
 * No function, for no register is passed to it. */
#define EITHER(mark, one, other, type)                                                             \
    ((type)(((mark) & (__typeof__(mark))(one)) | (~(mark) & (__typeof__(mark))(other))))

/* The square root of each place. No function either. */
#define ROOTS(squares)                                                                             \
    ((four){sqrt((squares)[0]), sqrt((squares)[1]), sqrt((squares)[2]), sqrt((squares)[3])})

/* Places of two vectors, in an order that is written down: of eight single numbers, or of four. */
#if defined(__clang__)
#define SHUFFLE(one, other, ...) __builtin_shufflevector(one, other, __VA_ARGS__)
#define SHUFFLE4 SHUFFLE
#else
#define SHUFFLE(one, other, ...) __builtin_shuffle(one, other, (whole8){__VA_ARGS__})
#define SHUFFLE4(one, other, ...) __builtin_shuffle(one, other, (whole4){__VA_ARGS__})
#endif

#endif
