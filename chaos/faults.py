"""What can go wrong, each as one act that ends when what it disturbed is put back, or is on its way back."""

import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from chaos.council import CouncilInstallation
from chaos.rabbitmq import Node

Fault = Callable[[CouncilInstallation], None]
HANGS = 3.0
ALARM = ("set_vm_memory_high_watermark", "absolute", "1MB")
NO_ALARM = ("set_vm_memory_high_watermark", "0.4")


def children_of(pid: int) -> list[int]:
    """The processes that a process has started and that live."""
    found = []
    for other in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, parent = (other / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(other.name))
    return found


def kill_a_web_worker(council: CouncilInstallation) -> None:
    """Granian starts another."""
    for child in children_of(council.running["intake"].pid)[:1]:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def kill(name: str) -> Fault:
    """kill -9 of a process and all that it started; it is started again by who watches over it."""

    def do(council: CouncilInstallation) -> None:
        with suppress(ProcessLookupError):
            os.killpg(council.running[name].pid, signal.SIGKILL)

    return do


def deploy(name: str) -> Fault:
    """SIGTERM, as a new version is put in the place of the old: it finishes what it holds, and ends well."""

    def do(council: CouncilInstallation) -> None:
        process = council.running[name]
        process.terminate()
        if process.wait(30) != 0:
            raise AssertionError(f"{name} ended with {process.returncode} when it was asked to")

    return do


def hang(name: str) -> Fault:
    """SIGSTOP for some seconds: it holds what it has, and answers nobody."""

    def do(council: CouncilInstallation) -> None:
        pid = council.running[name].pid
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGSTOP)
            time.sleep(HANGS)
            os.killpg(pid, signal.SIGCONT)

    return do


def cut_connections(council: CouncilInstallation) -> None:
    """The broker closes every connection."""
    council.cluster.nodes[0].management.cut_connections()


def leader_of_work(council: CouncilInstallation) -> Node:
    """The node that leads the queue `work` now."""
    queue = council.cluster.nodes[0].management.ask("/queues/%2F/work")
    return next(node for node in council.cluster.nodes if queue["leader"] == f"{node.name}@localhost")


def kill_the_leader(council: CouncilInstallation) -> None:
    """kill -9 of the node that leads the work queue; another takes over, and it comes back."""
    leader = leader_of_work(council)
    leader.kill()
    time.sleep(HANGS)
    leader.start()


def hang_the_leader(council: CouncilInstallation) -> None:
    """The node that leads the work queue answers nobody for some seconds."""
    leader = leader_of_work(council)
    leader.signal(signal.SIGSTOP)
    time.sleep(HANGS)
    leader.signal(signal.SIGCONT)


def stop_a_node(council: CouncilInstallation) -> None:
    """One node is stopped as for an upgrade, and started again."""
    node = council.chance.choice(council.cluster.nodes)
    node.stop()
    node.start()


def stop_the_broker(council: CouncilInstallation) -> None:
    """All nodes are stopped and started again."""
    for node in council.cluster.nodes:
        node.signal(signal.SIGTERM)
    for node in council.cluster.nodes:
        node.stop()
    time.sleep(HANGS)
    for node in council.cluster.nodes:
        node.begin()
    council.cluster.wait()


def alarm(council: CouncilInstallation) -> None:
    """The broker has no memory left, for some seconds: it blocks all that publish."""
    node = council.cluster.nodes[0]
    node.control(*ALARM)
    time.sleep(HANGS)
    node.control(*NO_ALARM)


def delete_the_queue(council: CouncilInstallation) -> None:
    """Somebody deletes the work queue, with what is in it."""
    council.cluster.nodes[0].management.ask("/queues/%2F/work", "DELETE")


def restart_the_database(council: CouncilInstallation) -> None:
    """PostgreSQL is stopped as for an upgrade, and started again."""
    council.restart_database(signal.SIGINT)


def kill_the_database(council: CouncilInstallation) -> None:
    """kill -9 of PostgreSQL; it recovers from its log."""
    council.restart_database(signal.SIGKILL)


FAULTS: Mapping[str, Fault] = {
    "kill -9 of a web worker": kill_a_web_worker,
    "kill -9 of the web server": kill("intake"),
    "kill -9 of a relay": kill("relay"),
    "kill -9 of a consumer": kill("consume"),
    "kill -9 of the clock": kill("clock"),
    "kill -9 of the console": kill("console"),
    "kill -9 of the surveys' site": kill("survey-public"),
    "kill -9 of the survey pages": kill("survey-staff"),
    "SIGSTOP of the web server": hang("intake"),
    "SIGSTOP of the console": hang("console"),
    "SIGSTOP of the surveys' site": hang("survey-public"),
    "SIGSTOP of the survey pages": hang("survey-staff"),
    "SIGSTOP of a relay": hang("relay"),
    "SIGSTOP of a consumer": hang("consume"),
    "SIGSTOP of the clock": hang("clock"),
    "SIGTERM of a relay": deploy("relay-2"),
    "SIGTERM of a consumer": deploy("consume-2"),
    "broker: every connection cut": cut_connections,
    "broker: memory alarm": alarm,
    "broker: kill -9 of the queue's leader": kill_the_leader,
    "broker: SIGSTOP of the queue's leader": hang_the_leader,
    "broker: a node restarted": stop_a_node,
    "broker: all nodes stopped and started": stop_the_broker,
    "PostgreSQL restarted": restart_the_database,
    "kill -9 of PostgreSQL": kill_the_database,
}
