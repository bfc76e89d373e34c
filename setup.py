"""What pyproject.toml cannot say: the compiled kernels, which an installation may do without."""

import sys
from pathlib import Path

from setuptools import Extension, setup

KERNELS = Path("src/smartcart/kernels")
# No fused multiply-add and no reordering: each sum is rounded in the order in which it is written,
# so that every processor, and numpy, gives the same bits.
FLAGS = ["-O3", "-std=c11", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"]

setup(
    ext_modules=[
        Extension(
            "smartcart.kernels._compiled",
            sources=sorted(map(str, KERNELS.glob("*.c"))),
            depends=sorted(map(str, KERNELS.glob("*.h"))),
            extra_compile_args=[] if sys.platform == "win32" else FLAGS,
            optional=True,  # without a compiler, numpy does the same work more slowly
        )
    ]
)
