"""Work in threads: the same results in the same order, and an end when somebody wants one."""

import threading
from concurrent.futures import Future

import pytest

from smartcart.threads import beside, in_threads, usable_threads


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


@pytest.mark.parametrize("where", ["task", "block"])
def test_an_error_beside_the_block_or_in_it_comes_through(threads, where):
    def stop(here):
        if here == where:
            raise RuntimeError(where)

    with pytest.raises(RuntimeError, match=where), beside(lambda: stop("task")):
        stop("block")
