# tests/terminal/test_repl.py - the prompt, at a real terminal.
import os
import re

import pexpect
import pytest

COLOUR = re.compile(r"\x1b\[[0-9;]*[mGKJC]")
UP, LEFT = "\x1b[A", "\x1b[D"


class Terminal:
    def __init__(self, program, folder):
        self.number = 1
        self.child = pexpect.spawn(
            program,
            encoding="utf-8",
            timeout=10,
            dimensions=(30, 100),
            cwd=str(folder),
            env=os.environ | {"TERM": "xterm-256color", "XDG_STATE_HOME": str(folder), "LC_ALL": "C.UTF-8"},
        )
        self.prompt()

    def prompt(self):
        """Waits for the next prompt and gives what was shown before it, without colours."""
        self.child.expect(rf"In\[{self.number}\]:\x1b\[0m ")
        return COLOUR.sub("", self.child.before)

    def run(self, text):
        """Types a cell, waits for its end and gives all that was shown."""
        self.child.send(text + "\n")
        self.number += 1
        return self.prompt()

    def more(self, line):
        """Types a line that does not end its cell."""
        self.child.send(line + "\n")
        self.child.expect(r"\.\.\.:\x1b\[0m ")

    def leave(self):
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus


@pytest.fixture
def terminal(program, tmp_path):
    one = Terminal(program, tmp_path)
    yield one
    one.child.close(force=True)


def test_values_have_the_number_of_their_cell(terminal):
    assert "Out[" not in terminal.run("int x = 20;")
    assert "Out[2]: 41" in terminal.run("2 * x + 1")


def test_a_cell_goes_on_until_it_is_whole(terminal):
    terminal.more("int twice(int n)")
    terminal.more("{")
    terminal.child.send("return 2 * n;\n")  # indented by the prompt
    terminal.child.expect("    return 2")
    terminal.run("}")
    assert "Out[2]: 42" in terminal.run("twice(21)")


def test_pasted_text_keeps_its_lines(terminal):
    terminal.run("int sign(int n)\n{\n    if (n < 0)\n        return -1;\n    return n > 0;\n}")
    assert "Out[2]: -1" in terminal.run("sign(-5)")


def test_errors_are_shown_in_colours_and_the_session_goes_on(terminal):
    terminal.run("int x = 5;")
    terminal.child.send("*(volatile int *)0 = 1;\n")
    terminal.child.expect("\x1b\\[31mSIGSEGV")
    terminal.number = 3
    terminal.prompt()
    assert "Out[3]: 5" in terminal.run("x")


def test_ctrl_c_interrupts_a_cell(terminal):
    terminal.run('#include <stdio.h>')
    terminal.child.send('puts("on"); fflush(stdout); for (;;) ;\n')
    terminal.child.expect("\non\r\n")
    terminal.child.send("\x03")
    terminal.child.expect("KeyboardInterrupt")
    terminal.number = 3
    terminal.prompt()
    assert "Out[3]: 2" in terminal.run("1 + 1")


def test_ctrl_c_forgets_what_is_typed(terminal):
    terminal.more("int f(void) {")
    terminal.child.send("junk\x03")
    assert "^C\r\n" in terminal.prompt()
    assert "Out[1]: 7" in terminal.run("7")


def test_ctrl_d_leaves(terminal):
    terminal.run("1")
    terminal.child.send("\x04")
    assert terminal.leave() == 0


@pytest.mark.parametrize("word", ["exit", "quit();"])
def test_words_that_leave(terminal, word):
    terminal.child.send(word + "\n")
    assert terminal.leave() == 0


def test_sigterm_leaves(terminal):
    terminal.child.kill(15)
    assert terminal.leave() == 143


def test_tab_completes_one_name(terminal):
    terminal.run("int remarkable_name = 9;")
    assert "Out[2]: 9" in terminal.run("remark\t")
    terminal.run("%lsm\t")


def test_tab_lists_several_names(terminal):
    terminal.run("int zebra_one = 1, zebra_two = 2;")
    terminal.child.send("zebra_\t")
    terminal.child.expect(r"zebra_(one|two) +zebra_(one|two)")
    terminal.child.expect(r"zebra_")
    assert "Out[2]: 2" in terminal.run("two")


def test_the_line_can_be_edited(terminal):
    assert "Out[1]: 15" in terminal.run("1" + LEFT + "\x05" + "6" + "\x7f" + "5")


def test_the_history_recalls_whole_cells(program, terminal, tmp_path):
    terminal.run("int f(void)\n{\n    return 3;\n}")
    terminal.run("f()")
    assert "Out[3]: 3" in terminal.run(UP)
    terminal.run(UP + UP)
    terminal.child.send("\x04")
    assert terminal.leave() == 0
    again = Terminal(program, tmp_path)
    again.run(UP)
    assert "Out[2]: 3" in again.run("f()")
    again.child.close(force=True)


def test_text_beyond_ascii(terminal):
    assert 'Out[1]: "h\u00e9llo \u2192"' in terminal.run('"h\u00e9llo \u2192"')


def test_help_and_magics(terminal):
    assert "line 1" in terminal.run("int known(int a) { return a; }") + terminal.run("known?")
    assert "function calls" in terminal.run("%prun known(1)")


def test_the_prompt_stands_on_a_line_of_its_own(terminal):
    terminal.run("#include <stdio.h>")
    terminal.child.send('printf("no end");;\n')
    terminal.number = 3
    assert "no end\r\n" in terminal.prompt()


def test_sigint_from_elsewhere_forgets_what_is_typed(terminal):
    terminal.child.send("junk")
    terminal.child.expect("junk")
    terminal.child.kill(2)
    terminal.prompt()
    assert "Out[1]: 7" in terminal.run("7")


def test_a_cell_reads_from_the_terminal(terminal):
    terminal.run("#include <stdio.h>")
    terminal.run("int n = 0;")
    terminal.child.send('scanf("%d", &n);\n')
    terminal.child.expect("\n")
    terminal.child.send("41\n")
    terminal.number = 4
    terminal.prompt()
    assert "Out[4]: 42" in terminal.run("n + 1")


def test_ctrl_c_ends_a_cell_that_reads(terminal):
    terminal.run("#include <stdio.h>")
    terminal.child.send("getchar()\n")
    terminal.child.expect("\n")
    terminal.child.send("\x03")
    terminal.child.expect("KeyboardInterrupt")
    terminal.number = 3
    terminal.prompt()


def test_history_has_the_cells_and_their_values(terminal):
    terminal.run("int x = 20;")
    terminal.run("x + 1")
    assert "int x = 20;\r\nx + 1\r\n" in terminal.run("%history")
    assert "x + 1\r\n21\r\n" in terminal.run("%history -o 2")


def test_history_is_that_of_all_sessions(program, tmp_path, monkeypatch):
    monkeypatch.setenv("CICLE_HISTORY", str(tmp_path / "history.sqlite"))
    for text in ("int first;", "int second;"):
        one = Terminal(program, tmp_path)
        one.run(text)
        one.child.send("exit\n")
        one.leave()
    one = Terminal(program, tmp_path)
    assert "int first;" in one.run("%history ~2/1")
    one.child.close(force=True)


def test_late_output_comes_at_once_and_leaves_what_is_typed(terminal):
    terminal.run("#include <pthread.h>")
    terminal.run("#include <stdio.h>")
    terminal.run("#include <unistd.h>")
    terminal.run("int go; void *late(void *arg) { while (!go) usleep(1000); puts(\"from a thread\"); "
                 "printf(\"no end\"); fflush(stdout); return arg; }")
    terminal.run("void *starter(void *arg) { sleep(1); go = 1; return arg; }")
    terminal.run("pthread_t a, b; pthread_create(&a, NULL, late, NULL); pthread_create(&b, NULL, starter, NULL);")
    terminal.child.send("20 + 2")
    terminal.child.expect("from a thread\r\nno end\r\n")
    terminal.child.expect(r"In\[7\]:\x1b\[0m 20 \+ 2")
    assert "Out[7]: 22" in terminal.run("")


def test_a_line_takes_its_colours_when_it_is_entered(terminal):
    terminal.child.send("int x = 12;\n")
    terminal.child.expect_exact("\x1b[1A\r\x1b[7C\x1b[33mint\x1b[0m x = \x1b[36m12\x1b[0m;\r\n")
    terminal.number += 1
    terminal.prompt()
