# tests/cells/test_cells.py - runs the golden cells, each file in a session of its own.
"""A file's first line says what it is about; then come cells, divided by lines that say `// ---`.
What a cell leads to stands in it:

    // expect: 42                     the value of its trailing expression
    // expect stdout: text            a line of its stdout; the lines are all of it, in order
    // expect stderr: text            text that its stderr holds
    // expect display: text           text that its displays hold
    // expect page: text              text that the pager shows
    // expect error: text             text that its error holds
    // expect error line 3: text      the same, on a line that names the cell's line 3
    // expect no output               only says aloud what holds for every cell:

a cell that says nothing of its value, stdout, stderr, displays, pages or errors must have none.
`<any>` in an expectation stands for any text. `<or>` stands between texts of which one holds: gcc's
words and clang's, where test_clang.py runs the file, too. Their commonest words are made the same."""

import os
import pathlib
import re
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
sys.path.insert(0, str(TOP / "tests" / "protocol"))

from client import PROGRAM, Kernel  # noqa: E402 (its folder is only known here)

KINDS = ("error", "stderr", "value", "stdout", "display", "page")
EXPECTATION = re.compile(r"// expect(?: (no output|[a-z]+)(?: line (\d+))?)?(?:: ?(.*))?$")
# What clang says, and how gcc says it.
CLANGS_WORDS = (
    (r"use of undeclared identifier ('\w+')", r"\1 undeclared"),
    (r"\bclang(?:-\d+)? -O", "gcc -O"),
    (r"for type 'int\[", "for type 'int ["),
)
# What clang cannot, or does not tell: nested functions, _Float32, the notes of gcc's optimiser.
OF_GCC = ("cc_nested_function", "values_float_sizes", "jit_vectorize_notes")
IS_CLANG = "clang" in os.environ.get("CICLE_CC", "")
FILES = [path for path in sorted(HERE.glob("*.c")) if not (IS_CLANG and path.stem in OF_GCC)]
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def expectations_of(cell):
    """Gives what a cell expects: a list of (kind, line or None, text)."""
    found = []
    for line in cell.splitlines():
        match = EXPECTATION.search(line)
        if not match or match[1] == "no output":
            continue
        kind = match[1] or "value"
        assert kind in KINDS and match[3] is not None, f"unknown expectation: {line}"
        found.append((kind, match[2], match[3]))
    return found


def pattern_of(text):
    either = text.split(" <or> ")
    patterns = (".*".join(re.escape(part) for part in one.split("<any>")) for one in either)
    return f"(?:{'|'.join(patterns)})"


def holds(whole, text, line=None):
    pattern = pattern_of(text)
    if line:
        pattern = f":{line}:.*{pattern}"
    return re.search(pattern, whole) is not None


def in_gccs_words(text):
    for words, gccs in CLANGS_WORDS:
        text = re.sub(words, gccs, text)
    return text


def results_of(outcome):
    """Gives all that a cell led to: its text by kind, "" where there is none."""
    reply = outcome.reply
    is_error = reply["status"] != "ok"
    lines = [f"{reply['ename']}: {reply['evalue']}", *reply["traceback"]] if is_error else []
    return {
        "value": outcome.value or "",
        "stdout": outcome.text(),
        "stderr": COLOUR.sub("", outcome.text("stderr")),
        "display": "\n".join(c["data"]["text/plain"] for c in outcome.contents("display_data")),
        "page": "\n".join(p["data"]["text/plain"] for p in reply.get("payload", [])),
        "error": COLOUR.sub("", "\n".join(lines)),
    }


def is_as_expected(kind, expected, result):
    """Tells whether a result is what the expectations of its kind, (line, text), say."""
    if not expected:
        return result == ""
    if kind in ("value", "stdout"):
        wanted = "\n".join(pattern_of(text) for _, text in expected)
        return re.fullmatch(wanted + "\n?", result, re.DOTALL) is not None
    return all(holds(result, text, line) for line, text in expected)


def run_cell(kernel, cell):
    expectations = expectations_of(cell)
    results = results_of(kernel.run(cell))
    if "clang" in os.environ.get("CICLE_CC", ""):
        results = {kind: in_gccs_words(text) for kind, text in results.items()}
    for kind in KINDS:
        expected = [(line, text) for k, line, text in expectations if k == kind]
        if not is_as_expected(kind, expected, results[kind]):
            told = f"expected {kind}: {expected}\nbut it is: {results[kind][:2000]}"
            pytest.fail(f"{cell[:2000]}\n{told}", False)


def writable_code(kernel):
    """The memory of a kernel and its processes that can be both written and executed."""
    found = []
    for pid in [kernel.process.pid, *children_of(kernel.process.pid)]:
        maps = pathlib.Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace")
        found += [line for line in maps.splitlines() if re.search(r" [r-]wx[ps] ", line)]
    return found


def children_of(pid):
    path = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in path.read_text(encoding="ascii").split()]


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    one = Kernel(PROGRAM, str(tmp_path))
    yield one
    one.stop()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_cells(kernel, path):
    run_file(kernel, path)


def run_file(kernel, path):
    _, cells = path.read_text(encoding="utf-8").split("\n", 1)
    for cell in cells.split("\n// ---\n"):
        run_cell(kernel, cell)
    # gcc's code for nested functions is the only one that needs code in the stack; valgrind, for
    # which CICLE_RUNNER is made to stand, has code of its own.
    if path.stem != "cc_nested_function" and "CICLE_RUNNER" not in os.environ:
        assert not writable_code(kernel)


# Cells that are too large, or too odd, for a file. Each is followed by `1 + 1`.
GENERATED = {
    "comment_of_2_mb": f"/*{'x' * (2 << 20)}*/ 7 // expect: 7",
    "string_of_2_mb": f'sizeof("{"x" * (2 << 20)}") // expect: {(2 << 20) + 1}',
    "20000_statements": "int n = 0;\n" + "n++;\n" * 20000 + "n // expect: 20000",
    "3000_objects": "".join(f"int v{i} = {i};\n" for i in range(3000)) + "v2999 // expect: 2999",
    "2000_functions": "".join(f"int f{i}(void) {{ return {i}; }}\n" for i in range(2000))
    + "f1999() // expect: 1999",
    "2000_blocks": "{" * 2000 + "}" * 2000,
    "2000_brackets": "(" * 2000 + "1" + ")" * 2000 + " // expect: 1",
    "2000_if": "if (0) " * 2000 + ";",
    "20000_open_brackets": "// expect error: <any>\n" + "(" * 20000,
    "200000_open_braces": "// expect error: <any>\n" + "{" * 200000,
    "20000_closing_braces": "// expect error: <any>\n" + "}" * 20000,
    "20000_else": "// expect error: <any>\n" + "else " * 20000,
    "long_name": f"int {'n' * 20000} = 3;\n{'n' * 20000} // expect: 3",
    "20000_defines": "".join(f"#define N{i} {i}\n" for i in range(20000)) + "N19999 // expect: 19999",
    "5000_conditions": "int n = 0;\n" + "#if 1\nn++;\n#else\nn--;\n#endif\n" * 5000
    + "n // expect: 5000",
    "5000_macro_functions": "#define F(n) int f##n(void) { return n; }\n"
    + "".join(f"F({i})\n" for i in range(5000))
    + "f4999() // expect: 4999",
    "3000_typedefs": "".join(f"typedef int t{i}; t{i} v{i} = {i};\n" for i in range(3000))
    + "v2999 // expect: 2999",
    "100000_calls_within_calls": "#define f(x) x\n// expect error: never closed\nint " + "f(" * 100000,
    "macros_that_double": "".join(f"#define A{i} A{i + 1} A{i + 1}\n" for i in range(40))
    + "A0 // expect error: <any>\n#error stop",
    "byte_order_mark": "\ufeff#define N 3\nint a = N;\na // expect: 3",
    "form_feeds": "int a = 1;\f\v\n\fa\t // expect: 1",
    "nul": "int a = 1;\0 // expect error: <any>",
    "control_character": "int a = 1;\x01 // expect error: control character",
    "carriage_returns_in_macros": "#define F(x) \\\r\n int x(void) \\\r\n { return 4; }\r\nF(f)\r\n"
    + "f() // expect: 4\r\n",
    "only_blanks": " \n\t\n",
    "carriage_returns": "int a = 1;\r\na // expect: 1\r\n",
}


@pytest.mark.parametrize("name", GENERATED)
def test_generated_cells(kernel, name):
    run_cell(kernel, GENERATED[name])
    run_cell(kernel, "1 + 1 // expect: 2")


@pytest.mark.parametrize("damage", (None, b"", b"cicle headers 1\n"))
def test_headers_are_kept_on_disk(kernel, tmp_path, damage):
    """A later session reads what an earlier one kept, unless it is damaged."""
    cell = "#include <stdio.h>\n#include <limits.h>\nputs(CHAR_BIT == 8 ? \"bits\" : \"\");\n"
    run_cell(kernel, cell + "// expect stdout: bits")
    kept = list((tmp_path / "cicle" / "headers").iterdir())
    assert len(kept) == 1
    if damage is not None:
        kept[0].write_bytes(damage)
    (tmp_path / "later").mkdir()
    later = Kernel(PROGRAM, str(tmp_path / "later"))
    try:
        run_cell(later, cell + "// expect stdout: bits")
        run_cell(later, "printf(\"%d\\n\", CHAR_BIT);   // expect stdout: 8")
    finally:
        later.stop()
