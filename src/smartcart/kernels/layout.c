/* What a library says of itself, before it is used. */

#include "layout.h"

#include <stdint.h>

/* The version of the sources, then each size in the order of layout.py; 0 beyond. */
int64_t smartcart_layout(int64_t place)
{
    static const int64_t layout[] = {VERSION_OF_SOURCES, BLOCK, LANES, ROWS, WIDE,
                                     SHARE,              SPELL, SIDES};
    int64_t n = (int64_t)(sizeof layout / sizeof *layout);
    return 0 <= place && place < n ? layout[place] : 0;
}
