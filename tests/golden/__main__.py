"""``python -m tests.golden``: write the golden model file of the format of today, once.

Its customers are generated. A file that was written once is never written again: it stands for
the model files that people have.
"""

from pathlib import Path

import smartcart
from smartcart.model_file import FORMAT

FOLDER = Path(__file__).parent


def main() -> None:
    customers = smartcart.make_customers(400, seed=0)
    quick = {"n_boot": 3, "n_null": 2, "n_starts": 3, "segments": 3}
    model = FOLDER / f"model_{FORMAT}.json"
    if model.exists():
        raise SystemExit(f"{model.name} was written before; it stays as it is.")
    smartcart.segment(customers, quick).save(model)
    few = smartcart.make_customers(40, seed=1)
    few.to_csv(FOLDER / f"customers_{FORMAT}.csv", index=False)
    placed = smartcart.load(model).assign(smartcart.read_customers(FOLDER / "customers_1.csv"))
    placed.to_csv(FOLDER / f"segments_{FORMAT}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
