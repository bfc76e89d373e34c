"""Sizes on which C and Python agree: those of ``layout.h``, which a library tells of itself."""

from __future__ import annotations

__all__ = [
    "BLOCK",
    "LANES",
    "LAYOUT",
    "ROWS",
    "SHARE",
    "SIDES",
    "SPELL",
    "VERSION_OF_SOURCES",
    "WIDE",
]

#: The C that this Python was written for: a library made from another one is not used.
VERSION_OF_SOURCES = 0x9F99FAEA2639
#: See ``layout.h``.
BLOCK, LANES, ROWS, WIDE, SHARE, SPELL, SIDES = 128, 4, 16, 32, 65_536, 1_024, 8
#: What ``smartcart_layout`` gives, place by place.
LAYOUT = (VERSION_OF_SOURCES, BLOCK, LANES, ROWS, WIDE, SHARE, SPELL, SIDES)
