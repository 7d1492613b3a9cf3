# tests/fronts/test_console.py - `jupyter console --kernel cicle` at a terminal (tmux).
import subprocess
import sys
import time

import pytest

DEADLINE_S = 40


def wait_until(is_so, complaint=lambda: "timed out"):
    deadline = time.monotonic() + DEADLINE_S
    while not is_so():
        assert time.monotonic() < deadline, complaint()
        time.sleep(0.1)


class Screen:
    """A terminal of 100 columns and 40 lines in which one program runs."""

    def __init__(self, desk, *words):
        self.environment = {**desk.environment, "LC_ALL": "C.UTF-8"}
        self.base = ["tmux", "-S", str(desk.folder / "tmux")]
        # -D: in the foreground, as daemon() fails in containers whose /dev/null is no device.
        self.server = subprocess.Popen([*self.base, "-D", "-f", "/dev/null"], cwd=desk.folder,
                                       env=self.environment, stdin=subprocess.DEVNULL)
        wait_until(lambda: (desk.folder / "tmux").exists())
        self.tmux("new-session", "-d", "-x", "100", "-y", "40", *words)

    def tmux(self, *words):
        return subprocess.run([*self.base, *words], env=self.environment, check=True,
                              capture_output=True, text=True, timeout=10).stdout

    def has_program(self):
        return subprocess.run([*self.base, "has-session"], env=self.environment, capture_output=True,
                              timeout=10).returncode == 0

    def stop(self):
        self.tmux("kill-server")
        self.server.wait(10)

    def type(self, text, *keys):
        self.tmux("send-keys", "-l", text)
        for key in keys:
            self.tmux("send-keys", key)

    def press(self, *keys):
        self.tmux("send-keys", *keys)

    def text(self):
        return self.tmux("capture-pane", "-p")

    def wait_for(self, *wanted):
        """Waits until all texts stand on the screen."""
        wait_until(lambda: all(one in self.text() for one in wanted),
                   lambda: f"no {wanted!r} in:\n{self.text()}")


@pytest.fixture
def console(desk):
    screen = Screen(desk, sys.executable, "-m", "jupyter_console", "--kernel", "cicle",
                    "--ZMQTerminalInteractiveShell.include_other_output=True")
    yield screen
    screen.stop()


def test_console(console):
    console.wait_for("cicle", "In [1]:")
    console.type("int twice(int n)", "Enter")
    console.wait_for("   ...:")  # is_complete says that it goes on
    console.type("{ return 2 * n; }", "Enter")
    console.press("Enter")
    console.wait_for("In [2]:")
    console.type("twice(21)", "Enter")
    console.wait_for("Out[2]: 42", "In [3]:")
    console.type('#include <stdio.h>', "Enter")
    console.wait_for("In [4]:")
    console.type('int n; printf("how many? "); scanf("%d", &n); twice(n)', "Enter")
    console.wait_for("\nhow many?")
    console.type("5", "Enter")
    console.wait_for("Out[4]: 10", "In [5]:")
    console.type("twi", "Tab")
    console.wait_for("In [5]: twice")
    console.press("C-u")
    console.press("Up")
    console.wait_for("In [5]: int n; printf")
    console.press("C-u")
    console.type("*(int *)0", "Enter")
    console.wait_for("segmentation fault: read of address 0x0", "In [6]:")
    console.type('puts("begun"); while (1) { }', "Enter")
    console.wait_for("\nbegun")
    console.press("C-c")
    console.wait_for("In [7]:")
    console.type("twice(50)", "Enter")
    console.wait_for("Out[7]: 100", "In [8]:")
    console.press("C-d")
    console.wait_for("Do you really want to exit")
    console.type("y", "Enter")  # ends the kernel, too
    wait_until(lambda: not console.has_program())
