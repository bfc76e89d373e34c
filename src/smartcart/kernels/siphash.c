/* SipHash-2-4 (Aumasson & Bernstein 2012) of texts that stand one behind the other. */

#include "kernels.h"

#define ROTATE(x, bits) (((x) << (bits)) | ((x) >> (64 - (bits))))
#define ROUND                                                                                      \
    do {                                                                                           \
        v0 += v1; v1 = ROTATE(v1, 13); v1 ^= v0; v0 = ROTATE(v0, 32);                              \
        v2 += v3; v3 = ROTATE(v3, 16); v3 ^= v2;                                                   \
        v0 += v3; v3 = ROTATE(v3, 21); v3 ^= v0;                                                   \
        v2 += v1; v1 = ROTATE(v1, 17); v1 ^= v2; v2 = ROTATE(v2, 32);                              \
    } while (0)

/* The eight bytes at a place, the first of them the lowest. */
static inline uint64_t word(const uint8_t *bytes, int64_t n)
{
    uint64_t found = 0;
    for (int64_t i = 0; i < n; i++)
        found |= (uint64_t)bytes[i] << (8 * i);
    return found;
}

/* Hashes of n texts: text i is the bytes from ends[i] up to ends[i + 1]. */
void smartcart_siphash(const uint8_t *restrict bytes, const int64_t *restrict ends, int64_t n,
                       const uint8_t *restrict key, uint64_t *restrict hashes)
{
    uint64_t k0 = word(key, 8), k1 = word(key + 8, 8);
    for (int64_t i = 0; i < n; i++) {
        const uint8_t *text = bytes + ends[i];
        int64_t length = ends[i + 1] - ends[i], whole = length - length % 8;
        uint64_t v0 = k0 ^ 0x736f6d6570736575u, v1 = k1 ^ 0x646f72616e646f6du;
        uint64_t v2 = k0 ^ 0x6c7967656e657261u, v3 = k1 ^ 0x7465646279746573u;
        for (int64_t at = 0; at < whole; at += 8) {
            uint64_t m = word(text + at, 8);
            v3 ^= m;
            ROUND; ROUND;
            v0 ^= m;
        }
        uint64_t last = word(text + whole, length % 8) | (uint64_t)length << 56;
        v3 ^= last;
        ROUND; ROUND;
        v0 ^= last;
        v2 ^= 0xff;
        ROUND; ROUND; ROUND; ROUND;
        hashes[i] = v0 ^ v1 ^ v2 ^ v3;
    }
}
