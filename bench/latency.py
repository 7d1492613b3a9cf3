# bench/latency.py - measures cicle beside ipykernel, with one and the same client, in one run.
"""Start, execution, output and memory of the two kernels, as a table.

The client speaks ZeroMQ itself, with blocking sockets and its own signing: jupyter_client's
asynchronous one costs more than what is measured here.
"""

import contextlib
import hashlib
import hmac
import json
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid

import zmq

TOP = pathlib.Path(__file__).resolve().parent.parent
BUILD = TOP / os.environ.get("CICLE_BUILD", "build")

# Without the level it warns of TCP without encryption, at each start.
IPYKERNEL = [sys.executable, "-m", "ipykernel_launcher", "--log-level=ERROR"]

DEADLINE_S = 60  # for every single wait: ipykernel's start on a busy machine is far below it
STARTS = 7
WARM_RUNS = 300
FRESH_RUNS = 100
OUTPUT_BYTES = 50_000_000
LINE = "x" * 99  # with its newline, 100 bytes

C_CELLS = {
    "warm": "1+1",
    "fresh": """#include <stdio.h>
#include <math.h>
double wave{n}(double x) {{ return sin(x) + {n}; }}
double y{n} = wave{n}(0.5);
printf("%g\\n", y{n});""",
    "output": f"""#include <stdio.h>
for (int i = 0; i < {OUTPUT_BYTES // 100}; i++) puts("{LINE}");""",
}
PYTHON_CELLS = {
    "warm": "1+1",
    "fresh": """import sys
import math
def wave{n}(x): return math.sin(x) + {n}
y{n} = wave{n}(0.5)
print("%g" % y{n})""",
    "output": f"""for i in range({OUTPUT_BYTES // 100}): print("{LINE}")""",
}


class Kernel:
    """One kernel process and the client's sockets to it."""

    def __init__(self, command, folder):
        self.key = uuid.uuid4().hex.encode()
        self.session = uuid.uuid4().hex
        self.count = 0
        file = pathlib.Path(folder) / f"{self.session}.json"
        ports = free_ports(5)
        names = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
        connection = dict(zip(names, ports))
        connection.update(
            transport="tcp",
            ip="127.0.0.1",
            key=self.key.decode(),
            signature_scheme="hmac-sha256",
        )
        file.write_text(json.dumps(connection))

        self.context = zmq.Context()
        self.shell = self.connect(zmq.DEALER, connection["shell_port"])
        self.iopub = self.connect(zmq.SUB, connection["iopub_port"])
        self.iopub.subscribe(b"")
        started = time.perf_counter()
        self.process = subprocess.Popen(
            [*command, "-f", str(file)],
            env={**os.environ, "IPYTHONDIR": folder, "CICLE_HISTORY": "", "XDG_CACHE_HOME": folder},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        self.wait_reply(self.send("kernel_info_request", {}))
        self.start_s = time.perf_counter() - started

    def connect(self, kind, port):
        sock = self.context.socket(kind)
        sock.linger = 0
        sock.rcvhwm = 0
        sock.rcvtimeo = DEADLINE_S * 1000
        # The kernel is not there yet: the default is to look again after 100 ms.
        sock.reconnect_ivl = 1
        sock.connect(f"tcp://127.0.0.1:{port}")
        return sock

    def close(self):
        self.process.kill()
        self.process.wait()
        self.context.destroy(linger=0)

    def send(self, kind, content):
        self.count += 1
        header = {
            "msg_id": f"{self.session}_{self.count}",
            "session": self.session,
            "username": "bench",
            "date": "2026-01-01T00:00:00.000000Z",
            "msg_type": kind,
            "version": "5.4",
        }
        frames = [json.dumps(part).encode() for part in (header, {}, {}, content)]
        signature = hmac.digest(self.key, b"".join(frames), hashlib.sha256).hex().encode()
        self.shell.send_multipart([b"<IDS|MSG>", signature, *frames])
        return header["msg_id"].encode()

    def wait_reply(self, request):
        while True:
            frames = message_of(self.shell.recv_multipart())
            if request in frames[1]:
                return json.loads(frames[3])

    def wait_subscribed(self):
        """Asks until what the kernel publishes arrives here."""
        self.iopub.rcvtimeo = 100
        for _ in range(DEADLINE_S * 10):
            self.wait_reply(self.send("kernel_info_request", {}))
            with contextlib.suppress(zmq.Again):
                self.iopub.recv_multipart()
                break
        self.iopub.rcvtimeo = DEADLINE_S * 1000
        # Let it come to rest: what is still on the way belongs to no measurement.
        time.sleep(0.3)

    def run(self, code):
        """Executes a cell. Gives the seconds until idle, and the content of its messages."""
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        contents = []
        started = time.perf_counter()
        request = self.send("execute_request", content)
        while True:
            frames = message_of(self.iopub.recv_multipart())
            if request not in frames[1]:
                continue
            contents.append((frames[0], frames[3]))
            if b'"status"' in frames[0] and b'"idle"' in frames[3]:
                break
        elapsed_s = time.perf_counter() - started
        reply = self.wait_reply(request)
        if reply["status"] != "ok":
            sys.exit(f"{self.process.args[0]} cannot run:\n{code}\n{reply}")
        return elapsed_s, contents


def message_of(frames):
    """Drops identities and the signature: header, parent header, metadata, content remain."""
    return frames[frames.index(b"<IDS|MSG>") + 2 :]


def free_ports(count):
    with contextlib.ExitStack() as stack:
        socks = [stack.enter_context(socket.socket()) for _ in range(count)]
        for sock in socks:
            sock.bind(("127.0.0.1", 0))
        return [sock.getsockname()[1] for sock in socks]


def memory_mib(pid):
    """Resident and proportional memory of a process with all of its children."""
    rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    sizes = {line.split()[0]: int(line.split()[1]) / 1024 for line in rollup.splitlines()[1:]}
    rss, pss = sizes["Rss:"], sizes["Pss:"]
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            child_rss, child_pss = memory_mib(child)
            rss, pss = rss + child_rss, pss + child_pss
    return rss, pss


def stdout_bytes(contents):
    texts = (json.loads(content)["text"] for header, content in contents if b'"stream"' in header)
    return sum(len(text) for text in texts)


def measure(command, cells):
    """Gives all figures of one kernel, in the order of ROWS."""
    with tempfile.TemporaryDirectory() as folder:
        starts = []
        for _ in range(STARTS):
            kernel = Kernel(command, folder)
            starts.append(kernel.start_s)
            if len(starts) < STARTS:
                kernel.close()
        with contextlib.closing(kernel):
            kernel.wait_subscribed()
            idle_rss, idle_pss = memory_mib(kernel.process.pid)
            warm = [kernel.run(cells["warm"])[0] for _ in range(WARM_RUNS)]
            fresh = [kernel.run(cells["fresh"].format(n=n))[0] for n in range(FRESH_RUNS)]
            output_s, contents = kernel.run(cells["output"])
            if stdout_bytes(contents) != OUTPUT_BYTES:
                sys.exit(f"{command[0]} lost output: {stdout_bytes(contents)} bytes arrived")
    return [
        statistics.median(starts) * 1e3,
        statistics.median(warm[WARM_RUNS // 10 :]) * 1e3,
        statistics.median(fresh) * 1e3,
        sorted(fresh)[FRESH_RUNS * 95 // 100] * 1e3,
        OUTPUT_BYTES / 1e6 / output_s,
        idle_rss,
        idle_pss,
    ]


ROWS = [
    "start to kernel_info_reply, ms",
    "warm 1+1 to idle, ms",
    "fresh cell of 5 lines to idle, ms",
    "the same, 95th percentile, ms",
    "50 MB of stdout, MB/s",
    "idle memory, RSS, MiB",
    "idle memory, PSS, MiB",
]


def main():
    ours = measure([str(BUILD / "cicle"), "kernel"], C_CELLS)
    theirs = measure(IPYKERNEL, PYTHON_CELLS)
    print(f"{'median of several':36}{'cicle':>10}{'ipykernel':>12}{'cicle is':>14}")
    for name, our, their in zip(ROWS, ours, theirs):
        # More is better only where something goes by per second.
        ratio = our / their if name.endswith("/s") else their / our
        print(f"{name:36}{our:10.2f}{their:12.2f}{ratio:11.1f} x better")


if __name__ == "__main__":
    main()
