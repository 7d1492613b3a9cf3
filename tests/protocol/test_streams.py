# tests/protocol/test_streams.py - what cells print: order, threads, floods.

import os
import re
import time

import pytest

from client import is_idle

HEADERS = """#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>
#include <pthread.h>
#include <threads.h>
#include <sys/wait.h>
#include <sys/uio.h>
#include <spawn.h>
"""


@pytest.fixture(scope="module", autouse=True)
def headers(kernel):
    assert kernel.run(HEADERS).reply["status"] == "ok"


def streams_of(outcome):
    """Gives what was printed as [name, text], neighbours of one name joined."""
    found = []
    for content in outcome.contents("stream"):
        if found and found[-1][0] == content["name"]:
            found[-1][1] += content["text"]
        else:
            found.append([content["name"], content["text"]])
    return found


# -- order --------------------------------------------------------------------------------------

ORDERED = {
    "stdio": 'printf("1"); fprintf(stderr, "2"); puts("3"); fputs("4", stderr); putchar(\'5\');',
    "descriptors": 'printf("1"); write(2, "2", 1); write(1, "3\\n", 2); dprintf(2, "4"); printf("5");',
    "perror": 'printf("1"); write(2, "2", 1); puts("3"); fprintf(stderr, "4"); printf("5");',
    "writev": """printf("1"); write(2, "2", 1);
struct iovec parts[] = {{"3", 1}, {"\\n", 1}}; writev(1, parts, 2); dprintf(2, "4"); printf("5");""",
    "system": 'printf("1"); system("printf 2 >&2"); puts("3"); system("printf 4 >&2"); printf("5");',
    "popen": """printf("1"); system("printf 2 >&2");
FILE *p = popen("cat", "w"); fputs("3\\n", p); pclose(p); fprintf(stderr, "4"); printf("5");""",
    "fork": """printf("1"); fprintf(stderr, "2");
if (fork() == 0) { puts("3"); fflush(stdout); _exit(0); }
wait(NULL); fprintf(stderr, "4"); printf("5");""",
    "exec": """printf("1"); fprintf(stderr, "2");
pid_t child = fork();
if (child == 0) execlp("echo", "echo", "3", (char *)NULL);
waitpid(child, NULL, 0); fprintf(stderr, "4"); printf("5");""",
    "spawn": """printf("1"); fprintf(stderr, "2");
pid_t spawned; char *argv[] = {"echo", "3", NULL};
posix_spawnp(&spawned, "echo", NULL, NULL, argv, NULL);
waitpid(spawned, NULL, 0); fprintf(stderr, "4"); printf("5");""",
}


@pytest.mark.parametrize("name", ORDERED)
def test_stdout_and_stderr_keep_their_order(fresh, name):
    fresh.run(HEADERS)
    for _ in range(20):
        assert streams_of(fresh.run(ORDERED[name])) == [
            ["stdout", "1"],
            ["stderr", "2"],
            ["stdout", "3\n"],
            ["stderr", "4"],
            ["stdout", "5"],
        ]


def test_perror_stands_where_it_was_called(kernel):
    code = '#include <errno.h>\nprintf("1"); errno = ENOENT; perror("2"); printf("3");'
    assert streams_of(kernel.run(code)) == [
        ["stdout", "1"],
        ["stderr", "2: No such file or directory\n"],
        ["stdout", "3"],
    ]


def test_a_million_alternating_lines_are_quick_and_few_messages(kernel):
    code = """for (int i = 0; i < 1000000; i++) { printf("%d\\n", i); fprintf(stderr, "%d\\n", i); }"""
    start = time.monotonic()
    outcome = kernel.run(code, timeout_s=60)
    took_s = time.monotonic() - start
    lines = "".join(f"{i}\n" for i in range(1000000))
    assert outcome.text() == lines
    assert outcome.text("stderr") == lines
    assert took_s < 30
    assert len(outcome.contents("stream")) < 1000 * max(took_s, 1)
    firsts = [c["text"] for c in outcome.contents("stream")[:100]]
    assert firsts == [f"{i // 2}\n" for i in range(100)], "the order of the first is not exact"


def test_a_line_without_its_end_appears(kernel):
    msg_id = kernel.start('printf("no end"); sleep(2);')
    start = time.monotonic()
    kernel.wait_for_output(msg_id)
    assert time.monotonic() - start < 0.5
    kernel.until_idle(msg_id)


def test_text_before_a_crash_arrives_in_order(kernel):
    code = 'printf("1"); fprintf(stderr, "2"); printf("3"); *(volatile int *)0 = 1;'
    outcome = kernel.run(code)
    assert outcome.reply["ename"] == "SIGSEGV"
    assert streams_of(outcome) == [["stdout", "1"], ["stderr", "2"], ["stdout", "3"]]


def test_text_before_the_runner_dies_arrives(fresh):
    fresh.run(HEADERS)
    code = 'printf("1"); fprintf(stderr, "2"); fflush(stdout); usleep(100000); syscall(SYS_kill, getpid(), 9);'
    outcome = fresh.run("#include <sys/syscall.h>\n" + code)
    assert outcome.reply["ename"] == "RunnerDied"
    assert streams_of(outcome) == [["stdout", "1"], ["stderr", "2"]]
    assert fresh.run('system("echo alive");').text() == "alive\n"


def test_a_forked_child_prints_once(kernel):
    code = 'printf("parent "); if (fork() == 0) { printf("child "); exit(0); } wait(NULL); puts("end");'
    assert kernel.run(code).text() == "parent child end\n"


# -- streams that lead elsewhere ----------------------------------------------------------------


def test_descriptors_can_be_redirected_and_brought_back(kernel, tmp_path):
    path = tmp_path / "out.txt"
    code = f"""int kept = dup(1);
fflush(stdout);
int file = open("{path}", O_CREAT | O_WRONLY, 0600);
dup2(file, 1);
printf("to the file\\n"); fflush(stdout); write(1, "too\\n", 4); system("echo three");
fflush(stdout);
dup2(kept, 1);
puts("to the cell");"""
    assert kernel.run(code).text() == "to the cell\n"
    assert path.read_text() == "to the file\ntoo\nthree\n"


def test_stderr_can_be_stdout(kernel):
    code = 'int k = dup(2); dup2(1, 2); fprintf(stderr, "x"); fflush(stderr); dup2(k, 2); close(k);'
    outcome = kernel.run(code)
    assert outcome.text("stderr") == "" and outcome.text() == "x"


def test_freopen_and_fclose_leave_a_working_session(fresh, tmp_path):
    fresh.run(HEADERS)
    path = tmp_path / "out.txt"
    fresh.run('fprintf(stderr, "x"); fclose(stderr); fclose(stdout);')
    assert fresh.run('printf("still");').text() == "still"
    outcome = fresh.run(f'freopen("{path}", "w", stdout); printf("text"); fflush(stdout);')
    assert outcome.reply["status"] == "ok"
    assert path.read_text() == "text"
    assert fresh.run("1 + 1").value == "2"


def test_streams_have_their_numbers(kernel):
    assert kernel.run("fileno(stdout) * 10 + fileno(stderr)").value == "12"


# -- threads ------------------------------------------------------------------------------------

THREAD = """static void *{name}(void *arg)
{{
	for (int i = 0; i < 6; i++) {{
		usleep(100000);
		printf("{name} %d\\n", i);
		fprintf(stderr, "{name} err %d\\n", i);
	}}
	return NULL;
}}
pthread_t thread_{name};
pthread_create(&thread_{name}, NULL, {name}, NULL);
puts("started");"""


def published_until(kernel, msg_id, text):
    return kernel.published(
        msg_id, lambda m: m["msg_type"] == "stream" and text in m["content"]["text"]
    )


def text_of(messages, name="stdout"):
    return "".join(
        m["content"]["text"]
        for m in messages
        if m["msg_type"] == "stream" and m["content"]["name"] == name
    )


def test_a_thread_that_outlives_its_cell_prints_to_it(kernel):
    msg_id = kernel.start(THREAD.format(name="idler"))
    outcome = kernel.finish(msg_id)
    assert outcome.text() == "started\n"
    late = published_until(kernel, msg_id, "idler err 5")
    assert not any(is_idle(m) for m in late)
    assert text_of(late) == "".join(f"idler {i}\n" for i in range(6))
    assert text_of(late, "stderr") == "".join(f"idler err {i}\n" for i in range(6))


def test_a_thread_prints_to_its_cell_while_another_one_runs(kernel):
    first = kernel.start(THREAD.format(name="old"))
    kernel.finish(first)
    second = kernel.run('for (int i = 0; i < 7; i++) { printf("new %d\\n", i); usleep(100000); }')
    assert second.text() == "".join(f"new {i}\n" for i in range(7))
    assert second.text("stderr") == ""
    late = published_until(kernel, first, "old err 5")
    assert text_of(late) == "".join(f"old {i}\n" for i in range(6))


def test_every_way_to_print_of_a_late_thread_goes_to_its_cell(kernel):
    code = """int many(void *arg)
{
	usleep(200000);
	puts("a"); printf("b\\n"); putchar('c'); fputs("d\\n", stdout); fputc('e', stdout);
	fwrite("f\\n", 1, 2, stdout); putc('g', stdout); write(1, "h\\n", 2); dprintf(1, "i\\n");
	fflush(stdout); perror("j"); fprintf(stderr, "k\\n"); write(2, "l\\n", 2);
	return 0;
}
thrd_t c11; thrd_create(&c11, many, NULL); thrd_detach(c11);"""
    first = kernel.start(code)
    kernel.finish(first)
    second = kernel.run("usleep(500000);")
    assert second.types == ["status", "execute_input", "status"]
    late = published_until(kernel, first, "l\n")
    assert text_of(late) == "a\nb\ncd\nef\ngh\ni\n"
    assert re.fullmatch("j: .*\nk\nl\n", text_of(late, "stderr"))


def test_what_a_thread_starts_is_of_the_same_cell(kernel):
    code = """static void *inner(void *arg) { usleep(200000); puts("inner"); return NULL; }
static void *outer(void *arg)
{
	pthread_t thread;

	usleep(100000);
	pthread_create(&thread, NULL, inner, NULL);
	pthread_join(thread, NULL);
	return NULL;
}
pthread_t outermost;
pthread_create(&outermost, NULL, outer, NULL);"""
    first = kernel.start(code)
    kernel.finish(first)
    assert kernel.run("usleep(500000);").text() == ""
    assert text_of(published_until(kernel, first, "inner")) == "inner\n"


def test_a_program_that_outlives_its_cell_prints_to_the_last_one(kernel):
    msg_id = kernel.start('system("(sleep 0.3; echo late) &");')
    kernel.finish(msg_id)
    assert text_of(published_until(kernel, msg_id, "late")) == "late\n"


def test_a_runner_that_dies_while_idle_is_told_by_the_next_cell(fresh):
    fresh.run(HEADERS)
    fresh.run('#include <signal.h>\nsystem("(sleep 0.2; kill -9 $PPID) &");')
    time.sleep(0.6)
    assert cpu_s(fresh) < 1
    outcome = fresh.run("1")
    assert outcome.reply["status"] in ("ok", "error")
    assert fresh.run("1 + 1").value == "2"


def cpu_s(kernel):
    with open(f"/proc/{kernel.process.pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# -- floods -------------------------------------------------------------------------------------


def peak_mb(kernel):
    with open(f"/proc/{kernel.process.pid}/status", encoding="utf-8") as file:
        return int(re.search(r"VmHWM:\s+(\d+) kB", file.read())[1]) / 1024


def test_a_flood_is_cut_and_the_rest_is_in_a_file(start_kernel, monkeypatch, tmp_path):
    monkeypatch.setenv("CICLE_OUTPUT_MB", "1")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    kernel = start_kernel()
    outcome = kernel.run(
        '#include <stdio.h>\nfor (int i = 0; i < 3 * 16384; i++) printf("%063d\\n", i);'
    )
    text = outcome.text()
    shown, line = text[: 1 << 20], text[1 << 20 :]
    match = re.fullmatch(r"\n\[output cut after 1 MB; the next 2\.0 MB are in (\S+)\]\n", line)
    assert match, line
    with open(match[1], encoding="utf-8") as file:
        kept = file.read()
    assert shown + kept == "".join(f"{i:063d}\n" for i in range(3 * 16384))
    assert kernel.run('puts("short");').text() == "short\n"


def test_a_hundred_megabytes_neither_block_nor_fill_the_kernel(fresh, monkeypatch, tmp_path):
    code = '#include <stdio.h>\nfor (int i = 0; i < 100 * 16384; i++) printf("%063d\\n", i);'
    start = time.monotonic()
    outcome = fresh.run(code, timeout_s=60)
    assert time.monotonic() - start < 30
    match = re.search(r"\[output cut after 64 MB; the next 36\.0 MB are in (\S+)\]", outcome.text())
    os.remove(match[1])
    assert peak_mb(fresh) < 250


def test_a_cell_that_prints_without_end_can_be_interrupted(fresh, monkeypatch, tmp_path):
    msg_id = fresh.start('#include <stdio.h>\nfor (;;) { puts("x"); fprintf(stderr, "y"); }')
    fresh.wait_for_output(msg_id)
    start = time.monotonic()
    fresh.ask("interrupt_request", channel="control")
    assert fresh.finish(msg_id).reply["ename"] == "KeyboardInterrupt"
    assert time.monotonic() - start < 5
