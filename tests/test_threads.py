"""Work in threads: the same results in the same order, and an end when somebody wants one."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from smartcart.threads import beside, in_threads, one_thread, usable_threads


@pytest.fixture(params=["1", "3"])
def threads(request, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", request.param)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: range(8), raising=False)
    return int(request.param)


def test_results_come_in_order_and_each_is_told(threads):
    told = []
    assert usable_threads() == threads
    assert in_threads(lambda i: i * i, range(50), lambda: told.append(1)) == [
        i * i for i in range(50)
    ]
    assert len(told) == 50


def test_a_thread_that_works_for_others_starts_none(threads):
    def names(_):
        return set(in_threads(lambda _: threading.current_thread().name, range(4)))

    assert all(len(each) == 1 for each in in_threads(names, range(6)) if threads > 1)


def test_an_error_comes_through_and_what_has_not_begun_does_not_begin(threads):
    begun, go_on = [], threading.Event()

    def task(i):
        begun.append(i)
        go_on.wait(5 if i > 1 else 0)

    def stop():
        go_on.set()
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        in_threads(task, range(1_000), stop)
    assert len(begun) < 1_000


def test_what_begins_while_others_are_called_off_has_all_before_it_begun(threads, monkeypatch):
    """It may wait for those before it."""
    begun, cancel = [], Future.cancel

    def task(i):
        begun.append(i)
        if i > 0:
            threading.Event().wait(0.02)
        else:
            raise RuntimeError("enough")

    def slowly(future):
        threading.Event().wait(0.001)
        return cancel(future)

    monkeypatch.setattr(Future, "cancel", slowly)
    with pytest.raises(RuntimeError, match="enough"):
        in_threads(task, range(90))
    assert sorted(begun) == list(range(len(begun)))


def test_no_more_than_a_few_are_worked_on_at_once(threads):
    at_work, most = [], []

    def task(i):
        at_work.append(i)
        most.append(len(at_work))
        threading.Event().wait(0.002)
        at_work.remove(i)

    in_threads(task, range(20), most=2)
    assert max(most) == min(threads, 2)


def test_a_task_beside_the_block_is_done_when_the_block_ends(threads):
    begun, go_on = threading.Event(), threading.Event()

    def task():
        begun.set()
        return go_on.wait(0 if threads == 1 else 5)

    with beside(task) as found:
        assert begun.wait(5)
        go_on.set()
    assert found() is (threads > 1)  # with one thread it was over before the block began


def test_the_error_of_a_task_comes_after_the_block_however_many_threads_there_are(threads):
    done = []
    with pytest.raises(OSError, match="disk full"), beside(lambda: fail("disk full")):
        done.append("block")
    assert done == ["block"]


def test_the_error_of_the_block_comes_before_that_of_the_task(threads):
    with pytest.raises(RuntimeError, match="block"), beside(lambda: fail("disk full")):
        raise RuntimeError("block")


def fail(reason):
    raise OSError(reason)


def blas_threads():
    np.eye(2) @ np.eye(2)  # numpy is loaded, and its BLAS
    return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}


@contextmanager
def several_for_blas():
    limit = threadpool_limits(2, "blas")
    with threadpool_limits():  # its end lets other threads set limits
        pass
    yield
    limit.restore_original_limits()


def test_threads_that_hold_numbers_to_one_thread_do_not_lift_each_others_limit():
    inside, leave = threading.Event(), threading.Event()

    def hold():
        with one_thread():
            inside.set()
            assert leave.wait(5)
            return blas_threads()

    with several_for_blas(), ThreadPoolExecutor(1) as pool:
        before = blas_threads()
        with one_thread():
            other = pool.submit(hold)
            assert inside.wait(5)
        assert blas_threads() == {1}  # the first to come has left, the other has not
        leave.set()
        assert other.result() == {1}
        assert blas_threads() == before != {1}


@pytest.mark.parametrize("where", ["task", "block"])
def test_an_error_beside_the_block_or_in_it_comes_through(threads, where):
    def stop(here):
        if here == where:
            raise RuntimeError(where)

    with pytest.raises(RuntimeError, match=where), beside(lambda: stop("task")):
        stop("block")
