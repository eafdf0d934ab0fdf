"""A worker's jobs: what fails is said and tried again; what breaks ends the whole process, to be started anew."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from threading import Thread

import pytest

from chaos.installation import until
from foundation.runtime.settings import PROJECT
from worker.jobs import Job, Worker


def listens_for_sigterm(pid):
    """Does this process catch it? (proc(5), SigCgt)"""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) & 1 << (signal.SIGTERM - 1))


def test_a_job_that_fails_is_said_by_its_kind_and_no_longer_once_it_is_done():
    fails = [ValueError("nobody's words")]

    def do():
        if fails:
            raise fails.pop()
        return 0

    job = Job("sweep", do)
    worker = Worker([job])
    running = Thread(target=worker.run)
    running.start()
    try:
        until(lambda: worker.trouble == ["sweep fails: ValueError"], "the trouble")
        job.next_at = 0
        until(lambda: not worker.trouble, "the trouble to end")
    finally:
        worker.stop()
        running.join()


def test_a_job_that_found_nothing_rests_before_it_looks_again_and_one_that_found_something_goes_on():
    left, looked = [1, 1, 0, 0], []

    def do():
        looked.append(len(looked))
        return left.pop(0)

    worker = Worker([Job("letters", do, idle=3600)])
    running = Thread(target=worker.run)
    running.start()
    try:
        until(lambda: len(looked) == 3, "it to find nothing")
    finally:
        worker.stop()
        running.join()
    assert len(looked) == 3


@pytest.mark.parametrize("broken", [0, 1])
def test_when_one_worker_of_a_process_breaks_the_others_finish_and_it_exits_to_be_started_again(broken):
    program = f"""
        from worker.jobs import Job, Worker, run_together

        def breaks(_seconds):
            raise RuntimeError

        workers = [Worker([Job(str(n), lambda: 0)], breaks if n == {broken} else None) for n in range(2)]
        run_together(workers)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], cwd=PROJECT, capture_output=True, timeout=60
    )
    assert done.returncode == 1


def test_a_signal_lets_every_worker_finish_and_the_process_ends_well():
    program = """
        from worker.jobs import Job, Worker, run_together
        print("begun", flush=True)
        run_together([Worker([Job(str(n), lambda: 0)]) for n in range(3)])
        print("ended", flush=True)
    """
    running = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout
    assert running.stdout.readline() == "begun\n"
    until(lambda: listens_for_sigterm(running.pid), "it to listen for signals")
    running.send_signal(signal.SIGTERM)
    assert running.communicate(timeout=60)[0] == "ended\n"
    assert running.returncode == 0
