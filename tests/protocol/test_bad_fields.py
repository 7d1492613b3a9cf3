# tests/protocol/test_bad_fields.py - every type of message with fields that are missing, superfluous,
# of a wrong type, or huge: a reply that says so, or none, as the protocol has it, and no harm.
import pytest

HUGE = "(" * 200_000
DEEP = {"a": [[[{"b": [None] * 50}]]]}
WRONG = [None, True, -1, 2**53, 1.5, 1e300, "", "😀", "\0", HUGE, [], [1, "a"], {}, DEEP]
# Type: its channel, and what it has when all is well.
REQUESTS = {
    "kernel_info_request": ("shell", {}),
    "execute_request": ("shell", {"code": "1;", "silent": False, "store_history": True, "allow_stdin": False,
                                  "stop_on_error": False, "user_expressions": {"one": "1"}}),
    "inspect_request": ("shell", {"code": "printf", "cursor_pos": 3, "detail_level": 0}),
    "complete_request": ("shell", {"code": "pri", "cursor_pos": 3}),
    "is_complete_request": ("shell", {"code": "int x;"}),
    "history_request": ("shell", {"hist_access_type": "range", "output": True, "raw": True, "session": 0,
                                  "start": 0, "stop": 5, "n": 3, "pattern": "*", "unique": False}),
    "connect_request": ("shell", {}),
    "comm_info_request": ("shell", {"target_name": "jupyter.widget"}),
    "comm_open": ("shell", {"comm_id": "c", "target_name": "none", "data": {}}),
    "comm_msg": ("shell", {"comm_id": "c", "data": {"method": "update", "state": {"value": 1}}}),
    "comm_close": ("shell", {"comm_id": "c", "data": {}}),
    "interrupt_request": ("control", {}),
    "debug_request": ("control", {"type": "request", "seq": 1, "command": "initialize", "arguments": {}}),
    "create_subshell_request": ("control", {}),
    "delete_subshell_request": ("control", {"subshell_id": "none"}),
    "list_subshell_request": ("control", {}),
}
UNANSWERED = ("comm_open", "comm_msg", "comm_close")


def variants(fields):
    """Yields contents that are wrong in one field each."""
    yield {**fields, "superfluous": DEEP, "status": "ok", "": HUGE}
    for name in fields:
        yield {key: value for key, value in fields.items() if key != name}
        for wrong in WRONG:
            yield {**fields, name: wrong}


def check(kernel, msg_id, msg_type, channel, content):
    """What comes back is a reply of the right type, between one busy and one idle."""
    published = kernel.until_idle(msg_id)
    states = [m["content"]["execution_state"] for m in published if m["msg_type"] == "status"]
    assert states == ["busy", "idle"], content
    if msg_type in UNANSWERED:
        return
    reply = kernel.reply(msg_id, channel)
    assert reply["msg_type"] == msg_type.replace("request", "reply")
    if msg_type == "debug_request":
        assert reply["content"]["success"] is False
        return
    assert reply["content"]["status"] in ("ok", "error", "complete", "incomplete", "invalid"), content
    if reply["content"]["status"] == "error":
        assert reply["content"]["ename"] and reply["content"]["evalue"], content
        assert isinstance(reply["content"]["traceback"], list), content


@pytest.mark.parametrize("msg_type", REQUESTS)
def test_wrong_fields(kernel, msg_type):
    channel, fields = REQUESTS[msg_type]
    kernel.run("int witness = 7;")
    for content in variants(fields):
        check(kernel, kernel.send(channel, msg_type, content), msg_type, channel, content)
    assert kernel.is_silent("shell", 0.05) and kernel.is_silent("control", 0.05)
    assert kernel.run("witness").value == "7"


@pytest.mark.parametrize("restart", ["yes", 1, [], {}])
def test_a_shutdown_that_is_wrong_shuts_nothing_down(kernel, restart):
    assert kernel.ask("shutdown_request", {"restart": restart}, channel="control")["status"] == "error"
    assert kernel.run("2").value == "2"


@pytest.mark.parametrize("value", [wrong for wrong in WRONG if not isinstance(wrong, str)])
def test_a_wrong_input_reply_ends_the_input(kernel, value):
    cell = kernel.start("#include <stdio.h>\ngetchar()", allow_stdin=True)
    kernel.receive("stdin")
    kernel.send("stdin", "input_reply", {"value": value})
    assert kernel.finish(cell).value == "-1"


@pytest.mark.parametrize("msg_type", ["complete_request", "inspect_request"])
def test_a_cursor_anywhere_among_emoji(kernel, msg_type):
    code = "/* 👩‍👩‍👧 é */ int 😀 = pri"
    for cursor in range(len(code) + 1):
        reply = kernel.ask(msg_type, {"code": code, "cursor_pos": cursor, "detail_level": 1})
        assert reply["status"] == "ok"
        if msg_type == "complete_request":
            assert 0 <= reply["cursor_start"] <= cursor <= reply["cursor_end"] <= len(code)
    for beyond in (len(code) + 1, len(code.encode()), 2**31, -1):
        assert kernel.ask(msg_type, {"code": code, "cursor_pos": beyond})["status"] == "error"


@pytest.mark.parametrize("session, start, stop", [(0, 9, 1), (0, 0, 0), (0, -5, -9), (-99, 1, 5), (2**31 - 1, 1, 2)])
def test_a_history_range_out_of_order_is_empty(kernel, session, start, stop):
    kernel.run("1;")
    reply = kernel.ask("history_request", {"hist_access_type": "range", "session": session, "start": start,
                                           "stop": stop, "raw": True, "output": False})
    assert reply["status"] == "ok" and reply["history"] == []


def test_every_type_on_every_channel(kernel):
    """What comes on a channel where it does not belong is answered there, or ignored."""
    for msg_type, (_, fields) in REQUESTS.items():
        for channel in ("shell", "control", "stdin"):
            kernel.send(channel, msg_type, fields)
    kernel.send("control", "input_reply", {"value": "x"})
    kernel.send("shell", "input_reply", {"value": "x"})
    assert kernel.ask("kernel_info_request", channel="control")["status"] == "ok"
    assert kernel.run("3").value == "3"
