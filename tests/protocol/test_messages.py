# tests/protocol/test_messages.py - requests and replies that jupyter_kernel_test leaves out.

import datetime
import signal
import time

import pytest

from client import DEADLINE_S

BUSY_S = 2.0  # how long a cell must compute at least where another request overtakes it
SLEEP = f"#include <unistd.h>\nusleep({int(BUSY_S * 1e6)});"
ENDLESS = '#include <stdio.h>\nputs("begun"); fflush(stdout);\nfor (;;);'
FAILS = "no_such_name + 1"
FAULTS = "*(volatile int *)0 = 1;"  # compiles, so that what stands before it runs


def test_kernel_info_is_complete(kernel):
    for channel in ("shell", "control"):
        info = kernel.ask("kernel_info_request", channel=channel)
        assert info["status"] == "ok"
        assert info["protocol_version"] == "5.6"
        assert info["implementation"] == "cicle"
        assert info["implementation_version"]
        assert info["banner"]
        assert info["supported_features"] == ["kernel subshells"]
        language = info["language_info"]
        assert language["name"] == "c"
        assert language["version"] == "11"
        assert language["mimetype"] == "text/x-csrc"
        assert language["file_extension"] == ".c"
        assert language["pygments_lexer"] == "c"
        assert language["codemirror_mode"] == "text/x-csrc"
        for link in info["help_links"]:
            assert link["text"] and link["url"].startswith("https://")


# -- execute_request ----------------------------------------------------------------------------


def test_a_cell_is_published_in_order(kernel):
    outcome = kernel.run('#include <stdio.h>\nputs("one");\n6 * 7')
    assert outcome.types == ["status", "execute_input", "stream", "execute_result", "status"]
    assert outcome.text() == "one\n"
    assert outcome.value == "42"
    assert outcome.reply["status"] == "ok"
    assert outcome.reply["payload"] == []
    assert outcome.reply["user_expressions"] == {}
    result = outcome.contents("execute_result")[0]
    assert result["execution_count"] == outcome.reply["execution_count"]
    assert outcome.contents("execute_input")[0]["execution_count"] == result["execution_count"]


def test_the_reply_says_when_the_cell_started(kernel):
    before = datetime.datetime.now(datetime.timezone.utc)
    started = kernel.run("1").message["metadata"]["started"]
    if isinstance(started, str):
        started = datetime.datetime.fromisoformat(started.replace("Z", "+00:00"))
    assert datetime.timedelta() <= started - before < datetime.timedelta(seconds=DEADLINE_S)


def test_an_error_is_published_and_replied(kernel):
    outcome = kernel.run(FAILS)
    reply = outcome.reply
    assert reply["status"] == "error"
    assert reply["ename"] and isinstance(reply["evalue"], str)
    assert reply["traceback"] and all(isinstance(line, str) for line in reply["traceback"])
    assert outcome.types == ["status", "execute_input", "error", "status"]
    assert outcome.contents("error") == [
        {name: reply[name] for name in ("ename", "evalue", "traceback")}
    ]


@pytest.mark.parametrize("code", ["", "  \n\t "])
def test_empty_code_counts_nothing(kernel, code):
    count = kernel.run("1").reply["execution_count"]
    reply = kernel.run(code).reply
    assert reply["status"] == "ok"
    assert reply["execution_count"] == count
    assert kernel.run("1").reply["execution_count"] == count + 1


@pytest.mark.parametrize("store", [True, False])
def test_silent_publishes_only_the_status(kernel, store):
    count = kernel.run("1").reply["execution_count"]
    outcome = kernel.run('#include <stdio.h>\nputs("x");\n1', silent=True, store_history=store)
    assert outcome.types == ["status", "status"]
    assert outcome.reply["status"] == "ok"
    assert outcome.reply["execution_count"] == count
    outcome = kernel.run(FAILS, silent=True, store_history=store)
    assert outcome.types == ["status", "status"]
    assert outcome.reply["status"] == "error"
    assert kernel.run("1").reply["execution_count"] == count + 1


def test_without_store_history_the_count_stays_but_output_is_shown(kernel):
    count = kernel.run("1").reply["execution_count"]
    outcome = kernel.run("2 + 3", store_history=False)
    assert outcome.value == "5"
    assert outcome.reply["execution_count"] == count
    tail = kernel.ask("history_request", {"hist_access_type": "tail", "n": 1})["history"]
    assert [entry[2] for entry in tail] == ["1"]


def test_cells_keep_state_and_order(kernel):
    ids = [kernel.start("int order = 1;"), kernel.start("order += 2;"), kernel.start("order")]
    outcomes = [kernel.finish(msg_id) for msg_id in ids]
    counts = [outcome.reply["execution_count"] for outcome in outcomes]
    assert counts == list(range(counts[0], counts[0] + 3))
    assert outcomes[2].value == "3"


def test_after_an_error_queued_cells_are_aborted(kernel):
    ids = [kernel.start(SLEEP + FAULTS), kernel.start("1"), kernel.start("2")]
    assert kernel.finish(ids[0]).reply["status"] == "error"
    for msg_id in ids[1:]:
        outcome = kernel.finish(msg_id)
        assert outcome.reply["status"] == "aborted"
        assert {"ename", "evalue", "traceback"} <= set(outcome.reply)
        assert outcome.types == ["status", "status"]
    assert kernel.run("3").value == "3"


def test_without_stop_on_error_queued_cells_run(kernel):
    ids = [kernel.start(FAILS, stop_on_error=False), kernel.start("1")]
    assert kernel.finish(ids[0]).reply["status"] == "error"
    assert kernel.finish(ids[1]).value == "1"


def test_user_expressions_have_each_their_own_status(kernel):
    asked = {"good": "6 * 7", "bad": FAILS, "wrong": 5}
    outcome = kernel.run("int expressed = 1;", user_expressions=asked)
    values = outcome.reply["user_expressions"]
    assert outcome.reply["status"] == "ok"
    assert list(values) == list(asked)
    assert values["good"]["status"] == "ok"
    assert values["good"]["data"]["text/plain"] == "42"
    assert values["good"]["metadata"] == {}
    for name in ("bad", "wrong"):
        assert values[name]["status"] == "error"
        assert {"ename", "evalue", "traceback"} <= set(values[name])
    assert outcome.types == ["status", "execute_input", "status"]


def test_user_expressions_see_what_the_cell_did(kernel):
    outcome = kernel.run("int seen = 5;", user_expressions={"v": "seen + 1"})
    assert outcome.reply["user_expressions"]["v"]["data"]["text/plain"] == "6"


STRUCT = 'struct pair { int a; const char *b; } pair = {1, "<b>"};\n'


def test_a_struct_is_a_table_too(kernel):
    result = kernel.run(STRUCT + "pair").contents("execute_result")[0]
    assert result["data"]["text/plain"] == '{.a = 1, .b = "<b>"}'
    assert "&lt;b&gt;" in result["data"]["text/html"]
    assert "<b>" not in result["data"]["text/html"]


def test_a_number_is_no_table(kernel):
    assert list(kernel.run("6 * 7").contents("execute_result")[0]["data"]) == ["text/plain"]


def test_user_expressions_carry_tables(kernel):
    reply = kernel.run(STRUCT, user_expressions={"v": "pair"}).reply
    assert set(reply["user_expressions"]["v"]["data"]) == {"text/plain", "text/html"}


def test_show_displays_text_and_a_picture(kernel):
    outcome = kernel.run("struct node { struct node *next; } b, a = {&b};\n%show a")
    data = outcome.contents("display_data")[0]["data"]
    assert data["text/plain"].splitlines()[1] == "#1 struct node {.next = NULL}"
    assert "<svg" in data["text/html"]


def test_user_expressions_of_a_failed_cell_are_not_evaluated(kernel):
    assert kernel.run(FAILS, user_expressions={"v": "1"}).reply["user_expressions"] == {}


def test_empty_code_still_evaluates_user_expressions(kernel):
    reply = kernel.run("", user_expressions={"v": "1 + 1"}).reply
    assert reply["user_expressions"]["v"]["data"]["text/plain"] == "2"


def test_a_read_from_stdin_finds_its_end(kernel):
    assert kernel.run("#include <stdio.h>\ngetchar()", allow_stdin=False).value == "-1"


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"code": 7},
        {"code": None},
        {"code": "1", "silent": "no"},
        {"code": "1", "store_history": 1},
        {"code": "1", "stop_on_error": []},
        {"code": "1", "user_expressions": ["1"]},
    ],
)
def test_a_malformed_execute_request_is_an_error(kernel, content):
    reply = kernel.finish(kernel.send("shell", "execute_request", content)).reply
    assert reply["status"] == "error"
    assert reply["evalue"]
    assert reply["traceback"] == []


# -- stream -------------------------------------------------------------------------------------


def test_text_of_any_kind_arrives(kernel):
    code = '#include <stdio.h>\nprintf("\\"\\\\ \\x1b[1m\\t\\r %c h\\u00e9 \\U0001F600|", 0);'
    outcome = kernel.run(code)
    assert outcome.text() == '"\\ \x1b[1m\t\r \0 h\u00e9 \U0001F600|'


def test_a_sequence_written_in_two_parts_is_whole(kernel):
    code = '#include <unistd.h>\nwrite(1, "<\\xc3", 2); usleep(200000); write(1, "\\xa9>", 2);'
    assert kernel.run(code).text() == "<\u00e9>"


def test_bytes_that_are_not_utf8_are_replaced(kernel):
    code = '#include <unistd.h>\nwrite(1, "<\\xff\\xfe>", 4); write(2, "\\xe2\\x82", 2);'
    outcome = kernel.run(code)
    assert outcome.text() == "<\ufffd\ufffd>"
    assert outcome.text("stderr").strip("\ufffd") == ""
    assert outcome.text("stderr")


def test_output_comes_while_the_cell_runs(kernel):
    code = '#include <stdio.h>\n#include <unistd.h>\nputs("early"); fflush(stdout); sleep(2);'
    msg_id = kernel.start(code)
    start = time.monotonic()
    kernel.wait_for_output(msg_id)
    assert time.monotonic() - start < 1.5
    kernel.until_idle(msg_id)


def test_fifty_megabytes_arrive_whole(kernel):
    code = """#include <stdio.h>
for (int i = 0; i < 50 * 16384; i++) printf("%063d\\n", i);"""
    outcome = kernel.run(code, timeout_s=60)
    text = outcome.text()
    assert len(text) == 50 << 20
    assert text == "".join(f"{i:063d}\n" for i in range(50 * 16384))
    assert max(len(c["text"]) for c in outcome.contents("stream")) < 1 << 20


# -- interrupt ----------------------------------------------------------------------------------


def interrupt_by_message(kernel):
    assert kernel.ask("interrupt_request", channel="control") == {"status": "ok"}


def interrupt_by_signal(kernel):
    kernel.process.send_signal(signal.SIGINT)


@pytest.mark.parametrize("interrupt", [interrupt_by_message, interrupt_by_signal])
def test_an_interrupt_ends_the_cell_and_keeps_state(kernel, interrupt):
    kernel.run("int kept = 7;")
    msg_id = kernel.start(ENDLESS)
    kernel.wait_for_output(msg_id)
    interrupt(kernel)
    outcome = kernel.finish(msg_id)
    assert outcome.reply["status"] == "error"
    assert outcome.reply["ename"] == "KeyboardInterrupt"
    assert kernel.run("kept").value == "7"


@pytest.mark.parametrize("interrupt", [interrupt_by_message, interrupt_by_signal])
def test_an_interrupt_of_nothing_does_nothing(kernel, interrupt):
    interrupt(kernel)
    assert kernel.run("1 + 1").value == "2"


def test_an_interrupt_aborts_what_is_queued(kernel):
    ids = [kernel.start(ENDLESS), kernel.start("1")]
    kernel.wait_for_output(ids[0])
    interrupt_by_message(kernel)
    assert kernel.finish(ids[0]).reply["status"] == "error"
    assert kernel.finish(ids[1]).reply["status"] == "aborted"


# -- requests while a cell computes -------------------------------------------------------------


@pytest.mark.parametrize("channel", ["shell", "control"])
@pytest.mark.parametrize(
    "msg_type, content",
    [
        ("kernel_info_request", {}),
        ("is_complete_request", {"code": "1"}),
        ("complete_request", {"code": "contin"}),
        ("inspect_request", {"code": "contin"}),
        ("history_request", {"hist_access_type": "tail", "n": 1}),
        ("comm_info_request", {}),
    ],
)
def test_requests_are_answered_while_a_cell_computes(kernel, channel, msg_type, content):
    msg_id = kernel.start(ENDLESS)
    kernel.wait_for_output(msg_id)
    start = time.monotonic()
    kernel.ask(msg_type, content, channel, BUSY_S)
    assert time.monotonic() - start < BUSY_S
    again = kernel.published(msg_id, lambda m: m["msg_type"] == "status")
    assert again[-1]["content"]["execution_state"] == "busy", "a computing kernel looks idle"
    interrupt_by_message(kernel)
    assert kernel.finish(msg_id).reply["ename"] == "KeyboardInterrupt"


# -- the other requests -------------------------------------------------------------------------


def test_completion_positions_are_code_points(kernel):
    code = 'char *s = "h\u00e9 \U0001F600"; contin'
    reply = kernel.ask("complete_request", {"code": code, "cursor_pos": len(code)})
    assert reply["matches"] == ["continue"]
    assert reply["cursor_start"] == len(code) - len("contin")
    assert reply["cursor_end"] == len(code)
    assert reply["metadata"] == {
        "_jupyter_types_experimental": [
            {
                "text": "continue",
                "type": "keyword",
                "start": len(code) - len("contin"),
                "end": len(code),
            }
        ]
    }


def test_completion_knows_what_cells_defined(kernel):
    kernel.run("struct spot { int left, top; };\nstruct spot here;\nint reach(int from);")
    code = "here.t"
    reply = kernel.ask("complete_request", {"code": code, "cursor_pos": len(code)})
    assert reply["matches"] == ["top"]
    reply = kernel.ask("complete_request", {"code": "rea", "cursor_pos": 3})
    assert reply["matches"][0] == "reach"
    first = reply["metadata"]["_jupyter_types_experimental"][0]
    assert first["type"] == "function"
    assert first["signature"] == "int reach(int from)"


def test_an_inspection_that_finds_nothing_is_ok(kernel):
    reply = kernel.ask("inspect_request", {"code": "no_such_name", "detail_level": 1})
    assert reply == {"status": "ok", "found": False, "data": {}, "metadata": {}}


@pytest.mark.parametrize("msg_type", ["complete_request", "inspect_request"])
@pytest.mark.parametrize(
    "fields",
    [
        {"code": 7},
        {"code": "abc", "cursor_pos": "1"},
        {"code": "abc", "cursor_pos": -1},
        {"code": "abc", "cursor_pos": 4},
        {"code": "abc", "cursor_pos": 1.5},
        {"code": "abc", "cursor_pos": 1e300},
        {"cursor_pos": 0},
    ],
)
def test_a_malformed_cursor_is_an_error(kernel, msg_type, fields):
    reply = kernel.ask(msg_type, fields)
    assert reply["status"] == "error"
    assert {"ename", "evalue", "traceback"} <= set(reply)


@pytest.mark.parametrize(
    "msg_type, fields",
    [
        ("is_complete_request", {}),
        ("is_complete_request", {"code": []}),
        ("inspect_request", {"code": "a", "detail_level": 2}),
        ("history_request", {"hist_access_type": "all"}),
        ("history_request", {"hist_access_type": "tail", "n": "1"}),
        ("comm_open", {}),
        ("shutdown_request", {"restart": "yes"}),
    ],
)
def test_a_malformed_request_changes_nothing(kernel, msg_type, fields):
    msg_id = kernel.send("shell", msg_type, fields)
    kernel.until_idle(msg_id)
    if msg_type != "comm_open":
        assert kernel.reply(msg_id)["content"]["status"] == "error"
    assert kernel.run("1").value == "1"


def test_history_has_inputs_and_outputs(kernel):
    first = kernel.run("6 * 7").reply["execution_count"]
    kernel.run("int in_history = 1;")
    query = {"hist_access_type": "range", "start": first, "stop": first + 2, "output": True}
    reply = kernel.ask("history_request", query)
    assert reply["status"] == "ok"
    session = reply["history"][0][0]
    assert reply["history"] == [
        [session, first, ["6 * 7", "42"]],
        [session, first + 1, ["int in_history = 1;", None]],
    ]


def test_history_lasts_over_sessions(start_kernel, tmp_path, monkeypatch):
    monkeypatch.setenv("CICLE_HISTORY", str(tmp_path / "data" / "history.sqlite"))
    first = start_kernel()
    first.run("int kept = 1;")
    first.ask("shutdown_request", {"restart": False}, "control")
    first.wait_for_exit()
    second = start_kernel()
    second.run("6 * 7")
    tail = second.ask("history_request", {"hist_access_type": "tail", "n": 5, "output": True})
    assert tail["history"] == [[1, 1, ["int kept = 1;", None]], [2, 1, ["6 * 7", "42"]]]
    before = {"hist_access_type": "range", "session": -1, "start": 1, "stop": 9}
    assert second.ask("history_request", before)["history"] == [[1, 1, "int kept = 1;"]]


def test_there_are_no_comms(kernel):
    assert kernel.ask("comm_info_request") == {"status": "ok", "comms": {}}


def test_an_opened_comm_is_closed(kernel):
    msg_id = kernel.send("shell", "comm_open", {"comm_id": "c1", "target_name": "t", "data": {}})
    messages = kernel.until_idle(msg_id)
    assert [m["msg_type"] for m in messages] == ["status", "comm_close", "status"]
    assert messages[1]["content"] == {"comm_id": "c1", "data": {}}


@pytest.mark.parametrize("msg_type", ["comm_msg", "comm_close"])
def test_messages_of_unknown_comms_are_ignored(kernel, msg_type):
    msg_id = kernel.send("shell", msg_type, {"comm_id": "none", "data": {}})
    assert [m["msg_type"] for m in kernel.until_idle(msg_id)] == ["status", "status"]


def test_a_connect_request_tells_the_ports(kernel):
    reply = kernel.ask("connect_request")
    for name in ("shell", "iopub", "stdin", "control", "hb"):
        assert reply[f"{name}_port"] == kernel.connection[f"{name}_port"]


def test_a_debug_request_is_refused(kernel):
    request = {"type": "request", "seq": 3, "command": "initialize", "arguments": {}}
    reply = kernel.ask("debug_request", request, channel="control")
    assert reply["type"] == "response"
    assert reply["request_seq"] == 3
    assert reply["command"] == "initialize"
    assert reply["success"] is False
    assert reply["message"]


# -- the end ------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["shell", "control"])
@pytest.mark.parametrize("restart", [True, False])
def test_shutdown_is_replied_and_broadcast(fresh, channel, restart):
    msg_id = fresh.send(channel, "shutdown_request", {"restart": restart})
    assert fresh.reply(msg_id, channel)["content"] == {"status": "ok", "restart": restart}
    messages = fresh.until_idle(msg_id)
    assert [m["msg_type"] for m in messages] == ["status", "shutdown_reply", "status"]
    assert messages[1]["content"] == {"status": "ok", "restart": restart}
    assert fresh.wait_for_exit() == 0


def test_shutdown_does_not_wait_for_a_cell(fresh):
    fresh.wait_for_output(fresh.start(ENDLESS))
    start = time.monotonic()
    fresh.send("control", "shutdown_request", {"restart": False})
    assert fresh.wait_for_exit() == 0
    assert time.monotonic() - start < 3


@pytest.mark.parametrize("is_busy", [True, False])
def test_sigterm_ends_the_kernel(fresh, is_busy):
    if is_busy:
        fresh.wait_for_output(fresh.start(ENDLESS))
    fresh.process.send_signal(signal.SIGTERM)
    assert fresh.wait_for_exit() == 0
