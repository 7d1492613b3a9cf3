# tests/protocol/test_stdin.py - reads from stdin ask the front end, when they would block.

import time

import pytest

from client import DEADLINE_S

HEADERS = """#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/wait.h>
"""


@pytest.fixture(scope="module", autouse=True)
def headers(kernel):
    assert kernel.run(HEADERS).reply["status"] == "ok"


def give(kernel, value):
    """Waits for a request for input and answers it. Gives the request."""
    request = kernel.receive("stdin")
    assert request["msg_type"] == "input_request"
    kernel.send("stdin", "input_reply", {"status": "ok", "value": value})
    return request


def run(kernel, code, *lines):
    """Runs a cell that reads these lines, and no more."""
    msg_id = kernel.start(code, allow_stdin=True)
    for line in lines:
        request = give(kernel, line)
        assert request["parent_header"]["msg_id"] == msg_id
        assert request["content"] == {"prompt": "", "password": False}
    outcome = kernel.finish(msg_id)
    assert kernel.is_silent("stdin", 0.05), "one more line was asked for"
    return outcome


READERS = {
    "scanf": ('int a, b; scanf("%d %d", &a, &b); printf("%d", a + b);', ["3 4"], "7"),
    "scanf over lines": ('int c, d; scanf("%d %d", &c, &d); printf("%d", c + d);', ["3", "4"], "7"),
    "getchar": ("int e = getchar(); putchar(e);", ["xyz"], "x"),
    "fgets": ("char f[9]; fgets(f, 9, stdin); fputs(f, stdout);", ["line"], "line\n"),
    "getline": (
        'char *g = NULL; size_t n = 0; long l = getline(&g, &n, stdin); printf("%ld %s", l, g);',
        ["h\u00e9"],
        "4 h\u00e9\n",
    ),
    "read": ("char h[9]; write(1, h, read(0, h, sizeof h));", ["raw"], "raw\n"),
    "read by bytes": (
        "char i; for (int k = 0; k < 4; k++) { read(STDIN_FILENO, &i, 1); putchar(i); }",
        ["abc"],
        "abc\n",
    ),
    "an empty line": ("int j = getchar(); printf(\"%d\", j);", [""], "10"),
    "several lines in one cell": (
        "char k[9]; for (int q = 0; q < 3; q++) { fgets(k, 9, stdin); fputs(k, stdout); }",
        ["1", "2", "3"],
        "1\n2\n3\n",
    ),
    "system": ('fflush(stdout); system("read x; echo \\"<$x>\\"");', ["shell"], "<shell>\n"),
    "popen": (
        'FILE *l = popen("read x; echo $x", "r"); char m[9]; fgets(m, 9, l); pclose(l); puts(m);',
        ["pipe"],
        "pipe\n\n",
    ),
    "fork": (
        """if (fork() == 0) { char o[9]; fgets(o, 9, stdin); fputs(o, stdout); exit(0); }
wait(NULL);""",
        ["child"],
        "child\n",
    ),
    "exec": (
        'pid_t p = fork(); if (p == 0) execlp("head", "head", "-n", "1", (char *)0);'
        "waitpid(p, NULL, 0);",
        ["head"],
        "head\n",
    ),
    "two lines for a child": ('system("read x; read y; echo $y $x");', ["a", "b"], "b a\n"),
    "the cell, then a child": (
        'char r[9]; fgets(r, 9, stdin); fputs(r, stdout); system("read x; echo $x");',
        ["1", "2"],
        "1\n2\n",
    ),
}


@pytest.mark.parametrize("name", READERS)
def test_a_read_asks_for_each_line_once(kernel, name):
    code, lines, text = READERS[name]
    outcome = run(kernel, code, *lines)
    assert outcome.reply["status"] == "ok"
    assert outcome.text() == text


def test_what_was_printed_before_the_question_is_shown_first(kernel):
    msg_id = kernel.start('printf("Name? "); char s[9]; scanf("%8s", s); printf("Hi %s", s);')
    kernel.receive("stdin")
    shown = kernel.wait_for_output(msg_id, 0.5)
    assert shown[-1]["content"]["text"] == "Name? "
    kernel.send("stdin", "input_reply", {"status": "ok", "value": "Ada"})
    assert kernel.finish(msg_id).text() == "Hi Ada"


def test_getpass_asks_for_a_password(kernel):
    msg_id = kernel.start('printf("[%s]", getpass("Secret: "));')
    request = give(kernel, "x y")
    assert request["content"] == {"prompt": "Secret: ", "password": True}
    assert kernel.finish(msg_id).text() == "[x y]"


@pytest.mark.parametrize(
    "code, text",
    [
        ('printf("%d", getchar());', "-1"),
        ('char a; printf("%ld", (long)read(0, &a, 1));', "0"),
        ('system("cat; echo end");', "end\n"),
        ('printf("%d", getpass("?") == NULL);', "1"),
    ],
)
def test_without_allow_stdin_a_read_finds_the_end(kernel, code, text):
    for _ in range(2):
        outcome = kernel.run(code, allow_stdin=False)
        assert outcome.text() == text
    assert kernel.is_silent("stdin", 0.05)
    assert run(kernel, "int after = getchar(); after", "x").value == "120"
    assert run(kernel, 'system("read x; echo $x");', "again").text() == "again\n"


def test_user_expressions_cannot_ask(kernel):
    outcome = kernel.run("", user_expressions={"v": "getchar()"}, allow_stdin=True)
    assert outcome.reply["user_expressions"]["v"]["data"]["text/plain"] == "-1"


@pytest.mark.parametrize("code", ["getchar();", 'system("read x");', 'getpass("?");'])
def test_an_interrupt_ends_the_wait(kernel, code):
    msg_id = kernel.start(code)
    kernel.receive("stdin")
    start = time.monotonic()
    kernel.ask("interrupt_request", channel="control")
    assert kernel.finish(msg_id).reply["ename"] == "KeyboardInterrupt"
    assert time.monotonic() - start < 2
    # The answer that comes too late is nobody's.
    kernel.send("stdin", "input_reply", {"status": "ok", "value": "late"})
    time.sleep(0.1)
    assert run(kernel, 'char s[9]; scanf("%8s", s); printf("%s", s);', "new").text() == "new"


def test_other_requests_are_answered_while_a_cell_waits_for_input(kernel):
    msg_id = kernel.start("getchar()")
    kernel.receive("stdin")
    assert kernel.ask("kernel_info_request")["status"] == "ok"
    kernel.send("stdin", "input_reply", {"status": "ok", "value": "z"})
    assert kernel.finish(msg_id).value == "122"


def test_leftover_input_is_dropped(kernel):
    assert run(kernel, "int first = getchar(); first", "abc").value == "97"
    assert run(kernel, "char one; read(0, &one, 1); one", "xyz").value == "'x'"
    assert run(kernel, 'system("head -c 1; echo");', "hello").text() == "h\n"
    assert run(kernel, 'system("head -n 1");', "fresh").text() == "fresh\n"


def test_a_front_end_that_vanishes_is_survived(kernel):
    msg_id = kernel.start("getchar();")
    kernel.receive("stdin")
    kernel.sockets["stdin"].close()
    assert kernel.ask("kernel_info_request")["status"] == "ok"
    kernel.ask("interrupt_request", channel="control")
    assert kernel.finish(msg_id).reply["status"] == "error"
    time.sleep(0.1)  # the kernel's socket notices
    kernel.sockets["stdin"] = kernel.connect("stdin", 5)
    time.sleep(0.1)
    assert run(kernel, "getchar()", "q").value == "113"


@pytest.mark.parametrize("value", [None, 7, ["x"]])
def test_a_malformed_reply_is_the_end_of_the_input(kernel, value):
    msg_id = kernel.start("getchar()")
    give(kernel, value)
    assert kernel.finish(msg_id).value == "-1"


def test_a_message_that_nobody_waits_for_is_ignored(kernel):
    kernel.send("stdin", "input_reply", {"status": "ok", "value": "x"})
    kernel.send("stdin", "comm_msg", {})
    time.sleep(0.1)
    assert kernel.run("1 + 1").value == "2"


def test_a_shutdown_while_a_cell_waits_for_input(fresh):
    fresh.start("#include <stdio.h>\ngetchar();")
    fresh.receive("stdin")
    fresh.send("control", "shutdown_request", {"restart": False})
    assert fresh.wait_for_exit() == 0


def test_a_thread_can_ask(kernel):
    code = """static void *asks(void *arg) { printf("%d", getchar()); return NULL; }
pthread_t asking;
pthread_create(&asking, NULL, asks, NULL);
pthread_join(asking, NULL);"""
    assert run(kernel, code, "A").text() == "65"


def test_a_thread_of_an_ended_cell_finds_the_end(kernel):
    code = """static void *asks_late(void *arg) { usleep(100000); *(int *)arg = getchar(); return NULL; }
int late_answer = 7;
pthread_t asking_late;
pthread_create(&asking_late, NULL, asks_late, &late_answer);"""
    kernel.run(code)
    time.sleep(0.4)
    assert kernel.run("late_answer").value == "-1"
    assert run(kernel, "getchar()", "w").value == "119"


def test_stdin_can_be_a_file(fresh, tmp_path):
    fresh.run(HEADERS)
    path = tmp_path / "in.txt"
    path.write_text("12 34")
    assert fresh.run(f'freopen("{path}", "r", stdin); int a; scanf("%d", &a); a').value == "12"
    code = f'int file = open("{path}", O_RDONLY); dup2(file, 0); system("cat");'
    assert fresh.run(code).text() == "12 34"


def test_stdin_is_no_terminal_and_has_its_number(kernel):
    assert kernel.run("fileno(stdin) * 10 + isatty(0)").value == "0"


def test_closing_stdin_leaves_a_working_session(kernel):
    kernel.run("fclose(stdin);")
    assert run(kernel, "getchar()", "v").value == "118"


# -- %%stdin ------------------------------------------------------------------------------------

FED = """%%stdin
3 4
word
---
int x, y; char z[9]; scanf("%d %d %8s", &x, &y, z);
printf("%d %s %d", x + y, z, getchar() == '\\n' && getchar() == EOF);"""


def test_a_cell_can_be_fed_with_text(kernel):
    for allow_stdin in (True, False):
        outcome = kernel.run(FED, allow_stdin=allow_stdin)
        assert outcome.text() == "7 word 1"
    assert kernel.is_silent("stdin", 0.05)
    assert run(kernel, "getchar()", "u").value == "117"


def test_a_child_can_be_fed_with_text(kernel):
    code = '%%stdin\nb\na\n---\nsystem("sort");'
    assert kernel.run(code).text() == "a\nb\n"


def test_the_value_of_a_fed_cell_is_shown(kernel):
    assert kernel.run("%%stdin\n---\ngetchar()").value == "-1"


@pytest.mark.parametrize("code", ["%%stdin\nno end\ngetchar();", "%%stdin x\n---\n1"])
def test_a_wrong_stdin_magic_says_why(kernel, code):
    outcome = kernel.run(code)
    assert outcome.reply["ename"] == "UsageError"


def test_what_is_fed_to_python_is_read(kernel):
    msg_id = kernel.start("""system("python3 -c 'print(input()[::-1])'");""")
    give(kernel, "abc")
    assert kernel.finish(msg_id, DEADLINE_S).text() == "cba\n"


@pytest.mark.parametrize("answers, is_kept", [(["y"], False), (["YES"], False), (["n"], True), ([""], True),
                                              (["what?", "no"], True), (["?", "", "y"], True)])
def test_reset_asks_before(kernel, answers, is_kept):
    kernel.run("int kept = 3;")
    cell = kernel.start("%reset", allow_stdin=True)
    for answer in answers[:2]:
        question = kernel.receive("stdin")["content"]
        assert question["prompt"].endswith("Proceed (y/[n])? ") and not question["password"]
        kernel.send("stdin", "input_reply", {"value": answer})
    outcome = kernel.finish(cell)
    assert outcome.reply["status"] == "ok"
    assert outcome.text() == ("Nothing done.\n" if is_kept else "")
    assert kernel.run("kept").reply["status"] == ("ok" if is_kept else "error")


def test_reset_without_stdin_does_nothing(kernel):
    kernel.run("int kept = 3;")
    assert kernel.run("%reset", allow_stdin=False).text() == "Nothing done.\n"
    assert kernel.run("kept").value == "3"


def test_an_interrupt_ends_the_question_of_reset(kernel):
    kernel.run("int kept = 3;")
    cell = kernel.start("%reset", allow_stdin=True)
    kernel.receive("stdin")
    kernel.ask("interrupt_request", channel="control")
    assert kernel.finish(cell).reply["ename"] == "KeyboardInterrupt"
    assert kernel.run("kept").value == "3"
