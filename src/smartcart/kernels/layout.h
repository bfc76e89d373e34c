/* Sizes on which C and Python agree (layout.py), and the version of these sources. */
#ifndef SMARTCART_LAYOUT_H
#define SMARTCART_LAYOUT_H

/* The first twelve digits of the SHA-256 of all sources but for this line: a test says which. */
#define VERSION_OF_SOURCES 0x9f99faea2639

/* Customers taken together: their coordinates and costs stay in the first-level cache. */
#define BLOCK 128
/* Sums of seeds that run side by side. */
#define LANES 4
/* Customers taken together whose totals stay in the registers of the processor. */
#define ROWS 16
/* Customers of a block in single precision, whose costs are held in registers. A block is read
 * from its first number to its last: of a longer one, columns would be read in turn, and memory,
 * which foresees only what comes in order, took half as long again. */
#define WIDE 32
/* Customers whose sums are put together before they join the others. */
#define SHARE 65536
/* Customers after which sums in single precision are handed on to those in double precision. */
#define SPELL 1024
/* Customers side by side, each of whom has sums of his own in single precision. */
#define SIDES 8

#endif
