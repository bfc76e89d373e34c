"""``python -m smartcart``."""

from smartcart.cli import main

main()
