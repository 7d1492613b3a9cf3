# tests/protocol/test_wire.py - sockets, signatures and messages that are none.

import json
import pathlib
import re
import subprocess
import time

import pytest
import zmq

from client import DEADLINE_S, Kernel


def is_alive(kernel):
    return kernel.ask("kernel_info_request")["status"] == "ok"


def signed_frames(kernel, header, content):
    """The frames of a message with these two as raw bytes, rightly signed."""
    frames = [header, b"{}", b"{}", content]
    return [b"<IDS|MSG>", kernel.session.sign(frames), *frames]


def execute_frames(kernel):
    message = kernel.session.msg("execute_request", {"code": "1"})
    return kernel.session.serialize(message)


def check_dropped(kernel, frames):
    for channel in ("shell", "control", "stdin"):
        kernel.sockets[channel].send_multipart(frames)
        assert kernel.is_silent(channel, 0.1)
    assert kernel.is_silent("iopub", 0.1), "a message that is none changed the status"
    assert is_alive(kernel)


def test_a_wrong_signature_is_dropped(kernel):
    frames = execute_frames(kernel)
    frames[1] = b"0" * 64
    check_dropped(kernel, frames)


@pytest.mark.parametrize("signature", [b"", b"zz", b"0" * 63, b"0" * 6400])
def test_what_is_no_signature_is_dropped(kernel, signature):
    frames = execute_frames(kernel)
    frames[1] = signature
    check_dropped(kernel, frames)


@pytest.mark.parametrize("count", range(1, 6))
def test_few_frames_are_dropped(kernel, count):
    check_dropped(kernel, execute_frames(kernel)[:count])


def test_many_frames_are_dropped(kernel):
    check_dropped(kernel, [b"x"] * 1000)


@pytest.mark.parametrize(
    "header, content",
    [
        (b"no JSON", b"{}"),
        (b"{}", b"{}"),
        (b'{"msg_type": 7}', b"{}"),
        (b'{"msg_type": "execute_request"}', b"[" * 100_000),
        (b'{"msg_type": "execute_request"}', b'{"code": "\xff"}'),
        (b'{"msg_type": "execute_request"}', b"[1]"),
    ],
)
def test_signed_nonsense_is_dropped(kernel, header, content):
    check_dropped(kernel, signed_frames(kernel, header, content))


def test_an_unknown_type_has_no_reply_but_a_status(kernel):
    msg_id = kernel.send("shell", "make_coffee_request")
    states = [m["content"]["execution_state"] for m in kernel.until_idle(msg_id)]
    assert states == ["busy", "idle"]
    assert kernel.is_silent("shell", 0.1)


def test_buffers_are_allowed(kernel):
    message = kernel.session.msg("kernel_info_request", {})
    kernel.session.send(kernel.sockets["shell"], message, buffers=[b"one", b"two"])
    assert kernel.reply(message["header"]["msg_id"])["content"]["status"] == "ok"
    kernel.until_idle(message["header"]["msg_id"])


def test_header_and_parent_are_those_of_the_protocol(kernel):
    msg_id = kernel.send("shell", "kernel_info_request")
    messages = [kernel.reply(msg_id), *kernel.until_idle(msg_id)]
    ids = [m["header"]["msg_id"] for m in messages]
    assert len(set(ids)) == len(ids)
    for message in messages:
        assert message["header"]["version"] == "5.6"
        assert message["parent_header"]["msg_id"] == msg_id
        assert message["parent_header"]["session"] == kernel.session.session


def test_the_heartbeat_echoes(kernel):
    for beat in (b"ping", b"", b"x" * 100_000):
        kernel.sockets["hb"].send(beat)
        assert kernel.sockets["hb"].poll(DEADLINE_S * 1000)
        assert kernel.sockets["hb"].recv() == beat


@pytest.mark.parametrize("topic", [b"", b"status", b"\xc3\xa9"])
def test_each_new_subscriber_is_welcomed(kernel, topic):
    subscriber = kernel.connect("iopub", zmq.SUB, topic)
    assert subscriber.poll(DEADLINE_S * 1000)
    _, frames = kernel.session.feed_identities(subscriber.recv_multipart())
    message = kernel.session.deserialize(frames)
    assert message["msg_type"] == "iopub_welcome"
    assert message["content"] == {"subscription": topic.decode()}
    subscriber.close()


def test_ipc_transport(start_kernel):
    assert is_alive(start_kernel(transport="ipc"))


def test_an_empty_key_turns_signatures_off(start_kernel):
    assert is_alive(start_kernel(key=""))


def test_the_first_reply_comes_soon(program, tmp_path):
    start = time.monotonic()
    kernel = Kernel(program, str(tmp_path))
    try:
        assert is_alive(kernel)
        assert time.monotonic() - start < 2
    finally:
        kernel.stop()


def test_a_port_that_is_taken_ends_the_kernel_with_a_word(program, tmp_path, kernel):
    path = tmp_path / "taken.json"
    path.write_text(json.dumps(kernel.connection))
    done = subprocess.run([program, "kernel", "-f", path], capture_output=True, timeout=DEADLINE_S)
    assert done.returncode == 1
    assert b"cannot bind" in done.stderr


def test_a_subscriber_that_does_not_read_loses_nothing_when_it_does(fresh):
    """What a slow subscriber has not read yet waits for it."""
    lines = 200_000
    msg_id = fresh.start(
        f'#include <stdio.h>\nfor (int i = 0; i < {lines}; i++) printf("%063d\\n", i);'
    )
    time.sleep(1)
    outcome = fresh.finish(msg_id, 30)
    assert outcome.text() == "".join(f"{i:063d}\n" for i in range(lines))


def test_a_subscriber_that_never_reads_does_not_stop_the_others(start_kernel, monkeypatch):
    """What waits for it is bounded in memory, and given up after some seconds."""
    monkeypatch.setenv("CICLE_OUTPUT_MB", "1000")
    fresh = start_kernel()
    lines = 4_000_000
    deaf = fresh.context.socket(zmq.SUB)
    deaf.rcvhwm = 1
    deaf.subscribe(b"")
    deaf.connect(fresh.address("iopub"))
    while fresh.receive("iopub")["msg_type"] != "iopub_welcome":
        pass
    code = f'#include <stdio.h>\nfor (int i = 0; i < {lines}; i++) printf("%063d\\n", i);'
    outcome = fresh.run(code, timeout_s=60)
    assert len(outcome.text()) == lines * 64
    status = pathlib.Path(f"/proc/{fresh.process.pid}/status").read_text()
    peak_kb = int(re.search(r"VmHWM:\s+(\d+)", status).group(1))
    assert peak_kb < 512 * 1024
    deaf.close()
