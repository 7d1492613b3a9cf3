# tests/profile/test_truth.py - programs whose calls are known, profiled in a real kernel by both compilers.
#
# What is checked is each chain of calls with its count, that the profile is well-formed, and that
# nothing of it is longer than the run. Functions that do not return (exit, longjmp) are no rows.
import collections
import json
import pathlib
import re
import sys

import pytest
from proftool import assert_identities, load

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "protocol"))

from client import PROGRAM, Kernel  # noqa: E402 (its folder is only known here)

HEAD = """\
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
"""
# What a cell begins with, and what compiles functions in the background (CICLE_TIER).
COMPILERS = {"tcc": ("", "tcc"), "gcc": ("//%cflags: -O2\n", "tcc"), "both": ("", "auto")}
LONG_S = 120  # a machine may be slow

Case = collections.namedtuple("Case", "code statement paths error options", defaults=(None, ""))


def chain(*names):
    """{"a/b/c": 1} and all above it, each called once."""
    return {"/".join(names[:i + 1]): 1 for i in range(len(names))}


def fib_paths(n):
    """Calls of each depth of fib(n)."""
    paths = collections.Counter()

    def call(n, path):
        paths[path] += 1
        if n > 1:
            call(n - 1, path + "/fib")
            call(n - 2, path + "/fib")

    call(n, "fib")
    return dict(paths)


CASES = {
    "recursion": Case("int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }", "fib(14);",
                      fib_paths(14)),
    "mutual recursion": Case(
        "int odd(int);\nint even(int n) { return n ? odd(n - 1) : 1; }\n"
        "int odd(int n) { return n ? even(n - 1) : 0; }", "even(60);",
        chain(*(["even", "odd"] * 31)[:61])),
    "longjmp": Case(
        "jmp_buf env;\nvoid leap(int n) { if (n) leap(n - 1); else longjmp(env, 1); }\n"
        "int after(void) { return 1; }\n"
        "int land(void) { if (setjmp(env) == 0) leap(3); return after(); }\n"
        "int lands(void) { int sum = 0; for (int i = 0; i < 10; i++) sum += land(); return sum; }",
        "lands();",
        {"lands": 1, "lands/land": 10, "lands/land/leap": 10, "lands/land/leap/leap": 10,
         "lands/land/leap/leap/leap": 10, "lands/land/leap/leap/leap/leap": 10,
         "lands/land/after": 10}),
    "exit": Case(
        "int count(int n) { return n + 1; }\n"
        "void end(int n) { for (int i = 0; i < 5; i++) count(i); exit(0); }\n"
        "void begin(void) { end(1); count(1); }", "begin();",
        {**chain("begin", "end"), "begin/end/count": 5}),
    "pthread_exit": Case(
        "int count(int n) { return n + 1; }\n"
        "void leave(void) { count(1); pthread_exit(0); }\n"
        "void *run(void *arg) { count(2); leave(); return arg; }\n"
        "void start(void) { pthread_t one; pthread_create(&one, 0, run, 0); pthread_join(one, 0); }",
        "start();",
        {"start": 1, "start/pthread_create": 1, "start/pthread_join": 1, "|run": 1, "|run/count": 1,
         "|run/leave": 1, "|run/leave/count": 1}),
    "crash": Case(
        "int count(int n) { return n + 1; }\n"
        "int fall(volatile int *p, int n) { count(n); return n ? fall(p, n - 1) + 1 : *p; }",
        "fall(0, 2);", {**chain("fall", "fall", "fall"), "fall/count": 1, "fall/fall/count": 1,
                        "fall/fall/fall/count": 1}, "SIGSEGV"),
    "stack overflow": Case(
        "int down(int n) { volatile char large[4096]; large[0] = n; return down(n + 1) + large[0]; }",
        "down(0);", None, "SIGSEGV"),
    "qsort": Case(
        "int values[] = {1, 2, 3, 4};\nint less(int a, int b) { return a - b; }\n"
        "int compare(const void *a, const void *b) { return less(*(int *)a, *(int *)b); }\n"
        "void sort(void) { qsort(values, 4, sizeof *values, compare); }", "sort();",
        {"sort": 1, "sort/qsort": 1, "sort/qsort/compare": 4, "sort/qsort/compare/less": 4}),
    "bsearch": Case(
        "int values[] = {1, 2, 3, 4, 5, 6, 7};\n"
        "int compare(const void *a, const void *b) { return *(int *)a - *(int *)b; }\n"
        "int find(int n) { return bsearch(&n, values, 7, sizeof n, compare) != 0; }",
        "find(4) + find(1);", {"find": 2, "find/bsearch": 2, "find/bsearch/compare": 4}),
    "signal handler": Case(
        "int ticks;\nint count(int n) { return n + 1; }\n"
        "void handle(int n) { (void)n; ticks = count(ticks); }\n"
        "void tell(void) { signal(SIGUSR1, handle); for (int i = 0; i < 5; i++) raise(SIGUSR1); }",
        "tell();", {"tell": 1, "tell/signal": 1, "tell/raise": 5, "tell/raise/handle": 5,
                    "tell/raise/handle/count": 5}),
    "fork": Case(
        "int count(int n) { return n + 1; }\n"
        "int both(void) { int status; pid_t child = fork();\n"
        "if (child == 0) { for (int i = 0; i < 99; i++) count(i); _exit(count(1)); }\n"
        "waitpid(child, &status, 0); return count(WEXITSTATUS(status)); }",
        "both();", {**chain("both", "fork"), "both/waitpid": 1, "both/count": 1}),
    "deep stack": Case("int down(int n) { return n ? down(n - 1) + 1 : 0; }", "down(9999);",
                       {"/".join(["down"] * n): 1 for n in (1, 2, 5000, 10000)}),
    "threads": Case(
        "int count(int n) { return n + 1; }\n"
        "void *run(void *arg) { int n = 0; for (int i = 0; i < 1000; i++) n = count(n); return arg; }\n"
        "void all(void) { pthread_t t[4]; for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, run, 0);\n"
        "run(0); for (int i = 0; i < 4; i++) pthread_join(t[i], 0); }",
        "all();", {"all": 1, "all/pthread_create": 4, "all/pthread_join": 4, "all/run": 1,
                   "all/run/count": 1000, "|run": 4, "|run/count": 4000}),
    "function pointer": Case(
        "int add(int n) { return n + 1; }\nint twice(int (*f)(int), int n) { return f(f(n)); }",
        "twice(add, 1);", {"twice": 1, "twice/add": 2}),
    "many calls": Case(
        "int next(int n) { return n * 1103515245 + 12345; }\n"
        "int many(int cnt) { int n = 0; for (int i = 0; i < cnt; i++) n = next(n); return n; }",
        "many(100000000);", {"many": 1, "many/next": 100000000}, None, "--clock counts "),
    "many calls, timed": Case(
        "int next(int n) { return n * 1103515245 + 12345; }\n"
        "int many(int cnt) { int n = 0; for (int i = 0; i < cnt; i++) n = next(n); return n; }",
        "many(100000000);", {"many": 1, "many/next": 100000000}),
}


@pytest.fixture
def kernel(tmp_path, monkeypatch, compiler):
    monkeypatch.setenv("CICLE_TIER", COMPILERS[compiler][1])
    monkeypatch.chdir(tmp_path)
    one = Kernel(PROGRAM, str(tmp_path))
    yield one
    one.stop()


def profiled(kernel, case, statement):
    """Runs a statement under the profiler; gives the JSON, {path: calls} and the table's page."""
    outcome = kernel.run(f"%prun {case.options}-D x.json {statement}", timeout_s=LONG_S)
    if case.error:
        assert outcome.reply["ename"] == case.error, outcome.reply
    else:
        assert outcome.reply["status"] == "ok", outcome.reply
    page = outcome.contents("display_data")[0]["data"]["text/html"]
    document = json.loads(pathlib.Path("x.json").read_text())
    return document, paths_of(document), page


def bare(name):
    return re.sub(r"^<built-in (.*)>$", r"\1", name)


def paths_of(document):
    """{path from the statement on: calls}; what other threads ran begins with a bar."""
    names = [bare(function["name"]) for function in document["functions"]]
    paths, found = ["|"], {}
    for node in document["nodes"][1:]:
        name, above = names[node["function"]], paths[node["parent"]]
        if name == "<cell>":
            paths.append("")
            continue
        paths.append(above + ("/" if above.strip("|") else "") + name)
        assert paths[-1] not in found, "one chain of calls twice"
        found[paths[-1]] = node["calls"]
    return found


def assert_well_formed(document, page):
    nodes = document["nodes"]
    inside = [0] * len(nodes)
    assert nodes[0]["parent"] is None
    for i in range(len(nodes) - 1, 0, -1):
        assert nodes[i]["parent"] < i and nodes[i]["calls"] >= 1
        assert nodes[i]["total_ns"] == nodes[i]["own_ns"] + inside[i]
        inside[nodes[i]["parent"]] += nodes[i]["total_ns"]
    assert nodes[0]["total_ns"] == nodes[0]["own_ns"] + inside[0]
    statement = next(node for node in nodes[1:] if
                     document["functions"][node["function"]]["name"] == "<cell>")
    assert statement["total_ns"] <= document["wall_ns"]
    assert "5 of 5 identities hold" in page


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("name", CASES)
def test_calls_are_those_that_were_made(kernel, name, compiler):
    case = CASES[name]
    outcome = kernel.run(COMPILERS[compiler][0] + HEAD + case.code + "\nint optimised(void) {\n"
                         "#ifdef __OPTIMIZE__\nreturn 1;\n#else\nreturn 0;\n#endif\n}", timeout_s=LONG_S)
    assert outcome.reply["status"] == "ok", outcome.reply
    if compiler != "both":
        assert kernel.run("optimised()").value == str(int(compiler == "gcc"))
    document, paths, page = profiled(kernel, case, case.statement)
    if name == "bsearch" and compiler == "gcc":  # glibc's header has it as an inline function
        case = case._replace(paths={"find": 2, "find/compare": 4})
    assert_well_formed(document, page)
    if case.paths is None:  # as deep as the stack is
        assert set(paths.values()) == {1} and len(paths) > 100
    elif name == "deep stack":
        assert len(paths) == 10000
        assert case.paths.items() <= paths.items()
    elif name in ("qsort", "bsearch"):  # how often they compare is their own affair
        for path, calls in case.paths.items():
            assert paths[path] == calls if "/compare" not in path else 3 <= paths[path] <= 6, paths
        assert paths.keys() == case.paths.keys()
    else:
        assert paths == case.paths
    convert(kernel)
    stats = load("x.prof")
    root, = [key for key in stats if key[2] == "<session>"]
    assert_identities(stats, root)
    after = kernel.run("%prun -D x.json optimised();")
    assert after.reply["status"] == "ok"
    assert paths_of(json.loads(pathlib.Path("x.json").read_text())) == {"optimised": 1}


def convert(kernel):
    outcome = kernel.run("%profile export x.prof")
    assert outcome.reply["status"] == "ok", outcome.reply


SHARES = """\
volatile unsigned sink;
void work(unsigned n) { for (unsigned i = 0; i < n * 40000; i++) sink = i; }
void c(unsigned n) { work(n); }
void d(unsigned n) { work(n); }
void a(void) { c(4); d(1); }
void b(void) { c(1); d(4); }
"""


@pytest.mark.parametrize("compiler", COMPILERS)
def test_shares_are_each_callers_own(kernel, compiler):
    """a spends 4:1 in c and d, b 1:4; the mean of both would be 2.5 and 2.5."""
    assert kernel.run(COMPILERS[compiler][0] + SHARES, timeout_s=LONG_S).reply["status"] == "ok"
    shortest = {}
    for _ in range(1000):  # other programs take time from some of them
        document, _, page = profiled(kernel, Case("", "", None), "a(); b();")
        assert_well_formed(document, page)
        names = [function["name"] for function in document["functions"]]
        nodes = document["nodes"]
        for node in nodes[1:]:
            edge = names[nodes[node["parent"]]["function"]] + names[node["function"]]
            shortest[edge] = min(node["total_ns"], shortest.get(edge, node["total_ns"]))
        ratios = shortest["ac"] / shortest["ad"], shortest["bd"] / shortest["bc"]
        if all(abs(ratio - 4) < 0.3 for ratio in ratios):
            return
    pytest.fail(f"not 4:1 and 1:4, but {ratios}")
