# tests/protocol/test_assist.py - completion, inspection and subshells, also while a cell computes.

import time

import pytest

QUICK_S = 0.5  # far below what a cell computes; the machine may be busy
ENDLESS = """#include <stdio.h>
struct spot { int left, top; struct spot *next; };
struct spot here = {3, 4};
struct spot *way = &here;
double grid[2][3] = {{1, 2.5}, {3}};
char name[8] = "abc";
char *text = "hello";
enum color { RED, GREEN = 5 } tint = GREEN;
unsigned bits = 7;
volatile int step = 1; // what tier cc keeps in a register, nobody else can read
puts("begun"); fflush(stdout);
for (volatile int i = 0;; i++) { step = 2; }"""

VALUES = {
    "here": "{.left = 3, .top = 4, .next = NULL}",
    "here.top": "4",
    "way->left": "3",
    "(*way).top": "4",
    "*way": "{.left = 3, .top = 4, .next = NULL}",
    "grid": "{{1.0, 2.5, 0.0},\n {3.0, 0.0, 0.0}}",
    "grid[1][0]": "3.0",
    "grid[0][step]": "0.0",
    "name": '"abc"',
    "name[1]": "'b'",
    "text": '"hello"',
    "*text": "'h'",
    "tint": "GREEN",
    "bits": "7",
    "step;": "2",
}


@pytest.fixture
def busy(start_kernel):
    """A kernel whose cell computes for ever."""
    kernel = start_kernel()
    msg_id = kernel.start(ENDLESS)
    kernel.wait_for_output(msg_id)
    time.sleep(0.1)
    kernel.endless = msg_id
    return kernel


def quickly(kernel, msg_type, content):
    start = time.monotonic()
    reply = kernel.ask(msg_type, content)
    assert time.monotonic() - start < QUICK_S
    return reply


def subshell_of(kernel):
    return kernel.ask("create_subshell_request", channel="control")["subshell_id"]


def ask_subshell(kernel, subshell, msg_type, content):
    """Sends a request of a subshell. Gives its id."""
    message = kernel.session.msg(msg_type, content)
    message["header"]["subshell_id"] = subshell
    kernel.session.send(kernel.sockets["shell"], message)
    return message["header"]["msg_id"]


def test_completion_while_a_cell_computes(busy):
    reply = quickly(busy, "complete_request", {"code": "way->", "cursor_pos": 5})
    assert reply["matches"] == ["left", "top", "next"]
    reply = quickly(busy, "complete_request", {"code": "st", "cursor_pos": 2})
    assert reply["matches"][0] == "step"


def test_inspection_while_a_cell_computes(busy):
    reply = quickly(busy, "inspect_request", {"code": "here", "cursor_pos": 4})
    text = reply["data"]["text/plain"]
    assert "struct spot here;" in text
    assert VALUES["here"] in text
    assert "<pre>" in reply["data"]["text/html"]
    reply = quickly(busy, "inspect_request", {"code": "printf(", "cursor_pos": 7})
    assert "int printf" in reply["data"]["text/plain"]


def test_completeness_while_a_cell_computes(busy):
    reply = quickly(busy, "is_complete_request", {"code": "if (1) {"})
    assert reply == {"status": "incomplete", "indent": "    "}


def test_subshells_are_made_listed_and_deleted(kernel):
    assert "kernel subshells" in kernel.ask("kernel_info_request")["supported_features"]
    one, two = subshell_of(kernel), subshell_of(kernel)
    assert one != two
    listed = kernel.ask("list_subshell_request", channel="control")
    assert listed == {"status": "ok", "subshell_id": [one, two]}
    gone = kernel.ask("delete_subshell_request", {"subshell_id": one}, "control")
    assert gone == {"status": "ok"}
    again = kernel.ask("delete_subshell_request", {"subshell_id": one}, "control")
    assert again["status"] == "error"
    kernel.ask("delete_subshell_request", {"subshell_id": two}, "control")
    assert kernel.ask("list_subshell_request", channel="control")["subshell_id"] == []


@pytest.mark.parametrize("subshell", ["nobody", 7])
@pytest.mark.parametrize(
    "msg_type, content", [("complete_request", {"code": "a"}), ("execute_request", {"code": "1"})]
)
def test_an_unknown_subshell_is_an_error(kernel, subshell, msg_type, content):
    msg_id = ask_subshell(kernel, subshell, msg_type, content)
    assert kernel.reply(msg_id)["content"]["status"] == "error"
    kernel.until_idle(msg_id)


def test_a_subshell_reads_variables_while_a_cell_computes(busy):
    subshell = subshell_of(busy)
    for code, value in VALUES.items():
        msg_id = ask_subshell(busy, subshell, "execute_request", {"code": code})
        outcome = busy.finish(msg_id, QUICK_S)
        assert outcome.reply["status"] == "ok"
        assert outcome.value == value, code
        assert outcome.types == ["status", "execute_input", "execute_result", "status"]
        parent = outcome.message["parent_header"]
        assert parent["subshell_id"] == subshell


def test_a_subshell_evaluates_expressions_while_a_cell_computes(busy):
    subshell = subshell_of(busy)
    content = {"code": "", "silent": True, "user_expressions": {"a": "here.left", "b": "here +"}}
    msg_id = ask_subshell(busy, subshell, "execute_request", content)
    values = busy.finish(msg_id, QUICK_S).reply["user_expressions"]
    assert values["a"]["status"] == "ok"
    assert values["a"]["data"]["text/plain"] == "3"
    assert values["b"]["status"] == "error"


def test_other_code_of_a_subshell_waits_for_its_turn(busy):
    subshell = subshell_of(busy)
    msg_id = ask_subshell(busy, subshell, "execute_request", {"code": "step + 40"})
    assert busy.is_silent("shell")
    busy.ask("interrupt_request", channel="control")
    busy.finish(busy.endless)
    assert busy.reply(msg_id)["content"]["status"] == "aborted"
    msg_id = ask_subshell(busy, subshell, "execute_request", {"code": "step + 40"})
    assert busy.finish(msg_id).value == "42"


MORE = """float third = 1.0f / 3; double big = 1e300; char c = 'x'; long double ld = 0.1L;
_Bool yes = 1; short s = -3; signed char sc = -5; unsigned char uc = 200; long long ll = -1;
union { int i; float f; } u = {1}; struct { int a : 3; unsigned b : 5; } f = {-2, 9};
int many[300]; void *nothing; int few[2][2][2];"""
NAMES = ["third", "big", "c", "ld", "yes", "s", "sc", "uc", "ll", "u", "f", "nothing", "few"]


def test_values_read_are_those_that_cells_show(kernel):
    kernel.run(MORE)
    for name in NAMES:
        shown = kernel.run(name).value
        described = kernel.ask("inspect_request", {"code": name})["data"]["text/plain"]
        assert f"Value:\n{shown}\n" in described, name


@pytest.mark.parametrize("command", ["!sleep 30", "%%bash\necho begun\nsleep 30\necho not here"])
def test_an_interrupt_ends_a_command(fresh, command):
    msg_id = fresh.start(command)
    time.sleep(0.5)
    start = time.monotonic()
    fresh.ask("interrupt_request", channel="control")
    outcome = fresh.finish(msg_id)
    assert time.monotonic() - start < 5
    assert outcome.reply["ename"] == "KeyboardInterrupt"
    assert "not here" not in outcome.text()
    assert fresh.run("1 + 1").value == "2"


def test_output_of_a_command_comes_while_it_runs(fresh):
    msg_id = fresh.start("!echo begun; sleep 2; echo ended")
    start = time.monotonic()
    fresh.wait_for_output(msg_id)
    assert time.monotonic() - start < 1.5
    fresh.finish(msg_id)


def test_load_replaces_the_cell(kernel, tmp_path):
    path = tmp_path / "some.c"
    path.write_text("int a;\nint b;\nint c;\n")
    payload = kernel.run(f"%load -r 2-3 {path}").reply["payload"]
    text = f"// %load -r 2-3 {path}\nint b;\nint c;\n"
    assert payload == [{"source": "set_next_input", "text": text, "replace": True}]


def test_timeit_shows_a_picture(kernel):
    outcome = kernel.run("%timeit -n 10 -r 5 1 + 1")
    html = outcome.contents("display_data")[0]["data"]["text/html"]
    assert "<svg" in html and "<script" not in html
