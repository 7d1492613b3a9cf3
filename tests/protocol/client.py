# tests/protocol/client.py - a kernel process and a bare client of it; every wait has a deadline.
"""Talks to a kernel by its five sockets, with no client library between the test and the wire but
jupyter_client's Session, which builds, signs and verifies messages."""

import json
import os
import pathlib
import random
import socket
import subprocess
import time
import uuid

import zmq
from jupyter_client.session import Session

TOP = pathlib.Path(__file__).resolve().parents[2]
# The program under test; its path holds in whatever folder a test goes to.
PROGRAM = str(pathlib.Path(os.environ.get("CICLE", TOP / "build" / "cicle")).resolve())

DEADLINE_S = 15.0
# A port that was free may be another kernel's by now: the kernel then ends.
PORT_TRIES = 3
CHANNELS = ("shell", "control", "stdin", "iopub", "hb")


def free_ports(count):
    """Finds ports that nobody listens on, below those that the system gives to connections."""
    ports = []
    while len(ports) < count:
        port = random.randrange(10000, 32000)
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in ports:
            ports.append(port)
    return ports


def write_private(path, value):
    """Writes JSON that none but this user may read, as Jupyter does."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        json.dump(value, file)


class Outcome:
    """What one execute request led to."""

    def __init__(self, reply, messages):
        self.message = reply
        self.reply = reply["content"]
        self.messages = messages  # all of iopub, from busy to idle

    def contents(self, msg_type):
        return [m["content"] for m in self.messages if m["msg_type"] == msg_type]

    def text(self, name="stdout"):
        return "".join(c["text"] for c in self.contents("stream") if c["name"] == name)

    @property
    def types(self):
        return [m["msg_type"] for m in self.messages]

    @property
    def value(self):
        """The text of the cell's value; None without one."""
        results = self.contents("execute_result")
        return results[0]["data"]["text/plain"] if results else None


class Kernel:
    """A kernel process with its own connection file, and a client of it."""

    def __init__(self, program, folder, transport="tcp", key=None):
        self.key = uuid.uuid4().hex if key is None else key
        self.transport = transport
        self.context = zmq.Context()
        self.session = Session(key=self.key.encode())
        self.identity = uuid.uuid4().hex.encode()
        self.pending = []  # iopub messages of other requests
        self._start(program, folder)
        for _ in range(PORT_TRIES):
            if self._answers():
                break
            self.context.destroy(linger=0)
            self.context = zmq.Context()
            self._start(program, folder)
        self._wait_for_welcome()

    def _start(self, program, folder):
        self.connection = self._connection(folder)
        path = os.path.join(folder, f"kernel-{uuid.uuid4().hex}.json")
        write_private(path, self.connection)
        self.process = subprocess.Popen([program, "kernel", "-f", path], start_new_session=True)
        kinds = {"iopub": zmq.SUB, "hb": zmq.REQ}
        self.sockets = {name: self.connect(name, kinds.get(name, zmq.DEALER)) for name in CHANNELS}

    def _answers(self):
        """Tells whether the kernel says something before it ends or the deadline is over."""
        end = time.monotonic() + DEADLINE_S
        while not self.sockets["iopub"].poll(100):
            if self.process.poll() is not None or time.monotonic() > end:
                return self.process.poll() is None
        return True

    def _wait_for_welcome(self):
        """What is published before the subscription has reached the kernel would be missed."""
        try:
            assert self.receive("iopub")["msg_type"] == "iopub_welcome"
        except BaseException:
            self.stop()
            raise

    def _connection(self, folder):
        is_tcp = self.transport == "tcp"
        ip = "127.0.0.1" if is_tcp else os.path.join(folder, uuid.uuid4().hex[:8])
        ports = free_ports(len(CHANNELS)) if is_tcp else range(1, len(CHANNELS) + 1)
        connection = {f"{name}_port": port for name, port in zip(CHANNELS, ports)}
        connection.update(ip=ip, transport=self.transport, key=self.key)
        connection["signature_scheme"] = "hmac-sha256"
        return connection

    def address(self, name):
        separator = ":" if self.transport == "tcp" else "-"
        port = self.connection[f"{name}_port"]
        return f"{self.transport}://{self.connection['ip']}{separator}{port}"

    def connect(self, name, kind, topic=b""):
        """Opens one more socket to a channel."""
        one = self.context.socket(kind)
        one.linger = 0
        if name in ("shell", "stdin"):
            one.identity = self.identity  # input is asked of whoever sent the cell
        one.rcvhwm = 0
        one.reconnect_ivl = 5  # ms: the kernel may not have bound yet
        if kind == zmq.SUB:
            one.subscribe(topic)
        one.connect(self.address(name))
        return one

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(DEADLINE_S)
        self.context.destroy(linger=0)

    def wait_for_exit(self, timeout_s=DEADLINE_S):
        return self.process.wait(timeout_s)

    def send(self, channel, msg_type, content=None, metadata=None):
        """Sends a request. Gives its id."""
        message = self.session.msg(msg_type, content if content is not None else {},
                                   metadata=metadata)
        self.session.send(self.sockets[channel], message)
        return message["header"]["msg_id"]

    def receive(self, channel, timeout_s=DEADLINE_S):
        """Gives the next message of a channel; fails when none comes in time."""
        one = self.sockets[channel]
        assert one.poll(timeout_s * 1000), f"nothing came on {channel} in {timeout_s} s"
        _, frames = self.session.feed_identities(one.recv_multipart())
        return self.session.deserialize(frames)

    def is_silent(self, channel, time_s=0.3):
        """Tells whether nothing comes on a channel for a while."""
        return not self.sockets[channel].poll(time_s * 1000)

    def reply(self, msg_id, channel="shell", timeout_s=DEADLINE_S):
        """Gives the reply to a request; passes over replies to others."""
        deadline = time.monotonic() + timeout_s
        while True:
            message = self.receive(channel, max(deadline - time.monotonic(), 0))
            if message["parent_header"].get("msg_id") == msg_id:
                return message

    def published(self, msg_id, until, timeout_s=DEADLINE_S):
        """Gives the iopub messages of a request up to the first for which until() is true."""
        deadline = time.monotonic() + timeout_s
        found = []
        waiting, self.pending = self.pending, []
        while not (found and until(found[-1])):
            if waiting:
                message = waiting.pop(0)
            else:
                message = self.receive("iopub", max(deadline - time.monotonic(), 0))
            is_ours = message["parent_header"].get("msg_id") == msg_id
            (found if is_ours else self.pending).append(message)
        self.pending += waiting
        return found

    def until_idle(self, msg_id, timeout_s=DEADLINE_S):
        return self.published(msg_id, is_idle, timeout_s)

    def wait_for_output(self, msg_id, timeout_s=DEADLINE_S):
        """Waits until a request has written something."""
        return self.published(msg_id, lambda m: m["msg_type"] == "stream", timeout_s)

    def ask(self, msg_type, content=None, channel="shell", timeout_s=DEADLINE_S):
        """Sends a request and gives the content of its reply, once the kernel is idle again."""
        msg_id = self.send(channel, msg_type, content)
        reply = self.reply(msg_id, channel, timeout_s)
        self.until_idle(msg_id, timeout_s)
        return reply["content"]

    def start(self, code, cell=None, **fields):
        """Sends an execute request, of a notebook's cell by its id. Gives the request's id."""
        metadata = {"cellId": cell} if cell else None
        return self.send("shell", "execute_request", {"code": code, **fields}, metadata)

    def finish(self, msg_id, timeout_s=DEADLINE_S):
        return Outcome(self.reply(msg_id, timeout_s=timeout_s), self.until_idle(msg_id, timeout_s))

    def run(self, code, timeout_s=DEADLINE_S, **fields):
        """Runs a cell to its end."""
        return self.finish(self.start(code, **fields), timeout_s)


def is_idle(message):
    return message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"
