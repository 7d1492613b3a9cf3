# tests/protocol/test_bad_messages.py - what no kernel should take, on every socket.
"""Every bad message would make a file if it ran. After each one the kernel must answer a good
message, keep its variable, and have made no file; its memory must stay bounded. A table of what
was tried is printed (pytest -s, or at the end of a failing run)."""

import hmac
import json
import os
import pathlib
import re
import struct
import time
from collections import Counter

import pytest
import zmq

from client import DEADLINE_S, Kernel

DELIMITER = b"<IDS|MSG>"
MB = 1 << 20
# The kernel's peak. A frame of 64 MB is the largest that is read at all, and four may wait.
PEAK_MB = 400
IS_SANITIZED = "asan" in os.environ.get("CICLE", "")


class Door:
    """A kernel, and what is thrown at it."""

    def __init__(self, program, folder):
        self.kernel = Kernel(program, folder)
        self.trace = pathlib.Path(folder) / "executed"
        self.kernel.run("int marker = 42;")
        self.count = 0

    def code(self):
        """A cell that would leave a trace."""
        return f'%writefile {self.trace}\nexecuted\n' if self.count % 2 else f"!touch {self.trace}"

    def header(self, msg_type="execute_request", **fields):
        self.count += 1
        header = {"msg_id": f"bad-{self.count}", "msg_type": msg_type, "session": "bad",
                  "username": "bad", "date": "2026-01-01T00:00:00Z", "version": "5.5"}
        return {**header, **fields}

    def parts(self, msg_type="execute_request", **content):
        """Header, parent, metadata and content of a message that would leave a trace."""
        if msg_type == "execute_request":
            content = {"code": self.code(), "silent": False, **content}
        elif msg_type == "input_reply":
            content = {"value": "executed", **content}
        texts = (self.header(msg_type), {}, {}, content)
        return [json.dumps(text).encode() for text in texts]

    def sign(self, parts, key=None):
        key = self.kernel.key.encode() if key is None else key
        return hmac.new(key, b"".join(parts), "sha256").hexdigest().encode()

    def peak_mb(self):
        status = pathlib.Path(f"/proc/{self.kernel.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) // 1024

    def send(self, channel, frames):
        """Sends frames over a connection of their own, as a stranger would."""
        kinds = {"iopub": zmq.XSUB, "hb": zmq.DEALER}
        with self.kernel.context.socket(kinds.get(channel, zmq.DEALER)) as one:
            one.linger = 2000
            one.connect(self.kernel.address(channel))
            one.send_multipart(frames, copy=False)
            if channel in ("shell", "control", "stdin"):
                # An error reply to what is signed but senseless is fine; doing it is not.
                one.poll(1)

    def check(self):
        """The kernel answers on all five sockets, and nothing was executed."""
        kernel = self.kernel
        for channel in ("shell", "control"):
            assert kernel.ask("kernel_info_request", channel=channel)["status"] == "ok"
        kernel.sockets["hb"].send(b"ping")
        assert kernel.sockets["hb"].poll(DEADLINE_S * 1000)
        assert kernel.sockets["hb"].recv() == b"ping"
        outcome = kernel.run("marker")
        assert outcome.value == "42"
        assert not self.trace.exists(), "it was executed"


# --- what is tried: each gives frames ---------------------------------------------------------


def unsigned(door):
    yield "no signature", lambda p: [DELIMITER, b"", *p]
    yield "no signature frame", lambda p: [DELIMITER, *p]
    yield "a blank for a signature", lambda p: [DELIMITER, b" ", *p]
    yield "nulls for a signature", lambda p: [DELIMITER, b"\0" * 32, *p]


def wrongly_signed(door):
    right = door.sign
    yield "another key", lambda p: [DELIMITER, right(p, b"another"), *p]
    yield "an empty key", lambda p: [DELIMITER, right(p, b""), *p]
    yield "another message's", lambda p: [DELIMITER, right([b"{}"] * 4), *p]
    yield "only the content's", lambda p: [DELIMITER, right(p[3:]), *p]
    yield "other order", lambda p: [DELIMITER, right(p[::-1]), *p]
    yield "last digit changed", lambda p: [DELIMITER, flip(right(p), -1), *p]
    yield "first digit changed", lambda p: [DELIMITER, flip(right(p), 0), *p]
    yield "raw bytes", lambda p: [DELIMITER, bytes.fromhex(right(p).decode()), *p]
    yield "with a prefix", lambda p: [DELIMITER, b"0x" + right(p), *p]
    yield "with colons", lambda p: [DELIMITER, b":".join(right(p)[i:i + 2] for i in range(0, 64, 2)), *p]
    yield "content changed", lambda p: [DELIMITER, right(p), *p[:3], p[3][:-1] + b" }"]


def flip(digits, at):
    digits = bytearray(digits)
    digits[at] = ord("0") if digits[at] != ord("0") else ord("1")
    return bytes(digits)


def truncated(door):
    def signed(parts):
        return [DELIMITER, door.sign(parts), *parts]

    for count in range(6):
        yield f"the first {count} frames", lambda p, n=count: signed(p)[:n] or [b""]
    yield "half a signature", lambda p: [DELIMITER, door.sign(p)[:32], *p]
    yield "63 digits", lambda p: [DELIMITER, door.sign(p)[:63], *p]
    yield "without delimiter", lambda p: signed(p)[1:]
    yield "half a delimiter", lambda p: [b"<IDS|", *signed(p)[1:]]

    def cut(parts, i):
        parts = list(parts)
        parts[i] = parts[i][: len(parts[i]) // 2]
        return signed(parts)

    for i, name in ((0, "header"), (1, "parent"), (2, "metadata"), (3, "content")):
        yield f"half a {name}, signed", lambda p, i=i: cut(p, i)


def overlong(door):
    def signed(parts):
        return [DELIMITER, door.sign(parts), *parts]

    def padded(parts, i, size):
        parts = list(parts)
        parts[i] = parts[i][:-1] + b" " * size + b"}"
        return signed(parts)

    yield "signature of 6400 digits", lambda p: [DELIMITER, b"0" * 6400, *p]
    yield "signature twice", lambda p: [DELIMITER, door.sign(p) * 2, *p]
    yield "signature of 1 MB", lambda p: [DELIMITER, b"a" * MB, *p]
    yield "1000 identities", lambda p: [b"x"] * 1000 + signed(p)
    yield "an identity of 1 MB, 80 times", lambda p: [b"x" * MB] * 80 + signed(p)
    yield "1000 buffers", lambda p: signed(p) + [b"x"] * 1000
    for i, name in ((0, "header"), (1, "parent"), (2, "metadata"), (3, "content")):
        yield f"{name} of 20 MB, signed", lambda p, i=i: padded(p, i, 20 * MB)


def not_utf8(door):
    def signed(parts):
        return [DELIMITER, door.sign(parts), *parts]

    def spoilt(parts, i, junk):
        parts = list(parts)
        parts[i] = parts[i][:-1] + b',"x":"' + junk + b'"}' if len(parts[i]) > 2 else b'{"x":"' + junk + b'"}'
        return signed(parts)

    for junk, what in ((b"\xff", "FF"), (b"\xc0\x80", "overlong"), (b"\xed\xa0\x80", "surrogate"),
                       (b"\xf8\x88\x80\x80\x80", "5 bytes"), (b"\xe2\x82", "cut"), (b"\0", "NUL")):
        for i, name in ((0, "header"), (1, "parent"), (2, "metadata"), (3, "content")):
            yield f"{name} with {what}, signed", lambda p, i=i, junk=junk: spoilt(p, i, junk)
    yield "all of UTF-16", lambda p: signed([part.decode().encode("utf-16") for part in p])
    yield "random bytes", lambda p: [os.urandom(40) for _ in range(7)]
    yield "random bytes, signed", lambda p: signed([os.urandom(100) for _ in range(4)])


def nested(door):
    def signed(parts):
        return [DELIMITER, door.sign(parts), *parts]

    def deep(parts, i, opening, closing, count):
        parts = list(parts)
        inner = opening * count + closing * count
        parts[i] = (parts[i][:-1] + b"," if len(parts[i]) > 2 else b"{") + b'"deep":' + inner + b"}"
        return signed(parts)

    for i, name in ((0, "header"), (1, "parent"), (2, "metadata"), (3, "content")):
        yield f"arrays 100,000 deep in {name}", lambda p, i=i: deep(p, i, b"[", b"]", 100_000)
        yield f"objects 100,000 deep in {name}", lambda p, i=i: deep(p, i, b'{"a":', b"}", 100_000)
    yield "arrays never closed", lambda p: signed([*p[:3], p[3][:-1] + b',"d":' + b"[" * MB])


def huge(door):
    def signed(parts):
        return [DELIMITER, door.sign(parts), *parts]

    hundred = b" " * (100 * MB)
    yield "100 MB in one frame", lambda p: [hundred]
    yield "content of 100 MB, signed", lambda p: signed([*p[:3], p[3][:-1] + hundred + b"}"])
    yield "content of 100 MB, unsigned", lambda p: [DELIMITER, b"", *p[:3], p[3][:-1] + hundred + b"}"]
    yield "100 MB in 4 frames", lambda p: [DELIMITER, b"0" * 64, *[b" " * (25 * MB)] * 4]


def senseless(door):
    def signed(parts):
        return [DELIMITER, door.sign(parts), *parts]

    yield "lists for objects", lambda p: signed([b"[]"] * 4)
    yield "a number for a header", lambda p: signed([b"7", *p[1:]])
    yield "no msg_type", lambda p: signed([b"{}", *p[1:]])
    yield "msg_type is a number", lambda p: signed([b'{"msg_type": 1}', *p[1:]])
    yield "two values", lambda p: signed([p[0] + b"{}", *p[1:]])
    yield "code is a list", lambda p: signed([*p[:3], b'{"code": ["1"]}'])
    yield "no content", lambda p: signed([*p[:3], b""])


KINDS = [unsigned, wrongly_signed, truncated, overlong, not_utf8, nested, huge, senseless]


@pytest.fixture(scope="module")
def door(program, tmp_path_factory):
    one = Door(program, str(tmp_path_factory.mktemp("door")))
    yield one
    one.kernel.stop()


TRIED = Counter()


def attempt(door, kind, channel, frames):
    door.send(channel, frames)
    TRIED[kind, channel] += 1


MSG_TYPES = {"shell": "execute_request", "control": "execute_request", "stdin": "input_reply"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("channel", ["shell", "control", "stdin"])
def test_bad_messages(door, channel, kind):
    for name, make in kind(door):
        frames = make(door.parts(MSG_TYPES[channel]))
        attempt(door, kind.__name__, channel, frames)
        assert door.kernel.process.poll() is None, name
    door.check()


@pytest.mark.parametrize("channel", ["shell", "control", "stdin"])
def test_replayed_messages(door, channel):
    """A right message is taken once: not again, and not on another socket."""
    kernel = door.kernel
    message = kernel.session.msg("execute_request", {"code": "marker"})
    frames = kernel.session.serialize(message)
    kernel.sockets["shell"].send_multipart(frames)
    assert kernel.finish(message["header"]["msg_id"]).reply["status"] == "ok"
    for _ in range(4):
        attempt(door, "replayed", channel, frames)
        attempt(door, "replayed", channel, [frames[0], frames[1].upper(), *frames[2:]])
    door.check()
    assert kernel.is_silent("iopub", 0.2)
    msg_id = message["header"]["msg_id"]
    assert all(m["parent_header"].get("msg_id") != msg_id for m in kernel.pending)


@pytest.mark.parametrize("channel", ["iopub", "hb"])
def test_sockets_that_take_no_messages(door, channel):
    """What comes to iopub is subscriptions, what comes to the heartbeat goes back."""
    for kind in KINDS:
        for name, make in kind(door):
            attempt(door, kind.__name__, channel, make(door.parts()))
            assert door.kernel.process.poll() is None, name
    for _ in range(4):
        attempt(door, "replayed", channel, door.kernel.session.serialize(
            door.kernel.session.msg("execute_request", {"code": door.code()})))
    door.check()


@pytest.mark.parametrize("channel", ["shell", "control", "stdin", "iopub", "hb"])
def test_what_is_not_zeromq(door, channel):
    """Bytes that are no ZMTP at all."""
    import socket

    greeting = b"\xff" + b"\0" * 8 + b"\x7f\x03\x00NULL" + b"\0" * 48
    for junk in (b"", b"GET / HTTP/1.1\r\n\r\n", b"\0" * 1000, b"\xff" * MB, os.urandom(4096),
                 greeting, greeting + b"\x04\x26\x05READY", greeting + b"\x02" + struct.pack(">Q", 1 << 62)):
        port = door.kernel.connection[f"{channel}_port"]
        with socket.create_connection(("127.0.0.1", port), DEADLINE_S) as one:
            try:
                one.sendall(junk)
            except OSError:
                pass  # the kernel has hung up
        TRIED["not ZeroMQ", channel] += 1
    door.check()


def test_zz_the_figures(door):
    """Runs last: how much was tried, and what it cost."""
    door.check()
    # What was dropped late is freed by now.
    time.sleep(0.1)
    channels = ["shell", "control", "stdin", "iopub", "hb"]
    kinds = sorted({kind for kind, _ in TRIED})
    print(f"\n{'bad messages':16}" + "".join(f"{name:>9}" for name in channels))
    for kind in kinds:
        print(f"{kind:16}" + "".join(f"{TRIED[kind, name]:9}" for name in channels))
    print(f"{sum(TRIED.values())} tried, 0 executed; the kernel's peak: {door.peak_mb()} MB")
    assert IS_SANITIZED or door.peak_mb() < PEAK_MB
    if len(kinds) == len(KINDS) + 2:  # all tests ran
        assert sum(TRIED.values()) >= 160
