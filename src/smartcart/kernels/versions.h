/* The file BODY, compiled once for each generation of processors.
 *
 * Its functions are named by VERSION. Other than FOR_EACH_PROCESSOR, this reaches vectors that are
 * written as such, which a compiler cuts to the size of the processor before it makes clones.
 */
#include "kernels.h"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__linux__)
#define HAS_VERSIONS
#pragma GCC push_options
#pragma GCC target("avx2")
#define VERSION(name) name##_avx2
#include BODY
#undef VERSION
#pragma GCC pop_options
#endif

#define VERSION(name) name##_plain
#include BODY
#undef VERSION

/* The version of a function for this processor. */
#ifdef HAS_VERSIONS
#define SUITED(name) (__builtin_cpu_supports("avx2") ? name##_avx2 : name##_plain)
#else
#define SUITED(name) name##_plain
#endif
