"""The same customers give the same model file, byte for byte, on one machine."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

PROGRAM = """
import hashlib, sys
import smartcart
from smartcart.model_file import dump_model
frame = smartcart.make_customers(150, seed=0)
settings = {"n_boot": 2, "n_null": 2, "n_starts": 2, "k_max": 4, "method": sys.argv[1]}
for seed in range(int(sys.argv[2])):
    shuffled = frame.sample(frac=1, random_state=seed).sample(frac=1, axis=1, random_state=seed)
    text = dump_model(smartcart.segment(shuffled, settings))
    print(hashlib.sha256(text.encode()).hexdigest())
"""


def hashes(threads: int, method: str, shuffles: int) -> list[str]:
    """Return the hashes of the model files of one process with so many threads."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    environment = {**os.environ, **dict.fromkeys(names, str(threads))}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, method, str(shuffles)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_twenty_shuffles_by_four_thread_counts_give_one_file():
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda threads: hashes(threads, "kmeans", 20), (1, 2, 4, 8)))
    assert [len(each) for each in found] == [20] * 4
    assert len(set().union(*found)) == 1


def test_ward_does_not_depend_on_order_or_threads_either():
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda threads: hashes(threads, "ward", 3), (1, 4)))
    assert len(set().union(*found)) == 1
