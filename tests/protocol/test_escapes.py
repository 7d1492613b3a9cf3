# tests/protocol/test_escapes.py - text that comes from code is data: in messages, in HTML, in files.

import json
import re
import subprocess

import pytest

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x1b[8m\x9b5n\x7f"
TAGS = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"&"
# What our own messages are coloured with.
OWN = re.compile(r"\x1b\[(0|1|31|32|35|36)m")


def c_bytes(text):
    """Text as a C string literal, each byte but plain ones by its number."""
    return '"' + "".join(
        chr(b) if chr(b).isalnum() or b in b" /.-" else f"\\{b:03o}" for b in text.encode()
    ) + '"'


def all_text(outcome):
    """All that a cell sent to be read."""
    texts = [outcome.text("stdout"), outcome.text("stderr")]
    for message in outcome.messages:
        data = message["content"].get("data")
        texts += [v for v in data.values() if isinstance(v, str)] if isinstance(data, dict) else []
    texts += [p["data"]["text/plain"] for p in outcome.reply.get("payload", []) if "data" in p]
    if outcome.reply["status"] == "error":
        texts += [outcome.reply["ename"], outcome.reply["evalue"], *outcome.reply["traceback"]]
    return texts


def check_terminal(outcome):
    """Nothing that was sent does anything to a terminal but set our colours."""
    for text in all_text(outcome):
        rest = OWN.sub("", text)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", rest), repr(text)


def check_html(outcome):
    for message in outcome.messages:
        data = message["content"].get("data", {})
        html = data.get("text/html", "") if isinstance(data, dict) else ""
        assert "<script>alert" not in html and "<img src=x" not in html


def test_the_error_of_a_file_does_not_reach_the_terminal(kernel, tmp_path):
    header = tmp_path / "evil.h"
    header.write_bytes(b"int a = 1;\nint \x1b]0;owned\x07 b;\n// " + ESCAPES.encode() + b"\nx y z;\n")
    outcome = kernel.run(f'#include "{header}"\na')
    assert outcome.reply["status"] == "error"
    check_terminal(outcome)


@pytest.mark.parametrize(
    "code",
    [
        f'#include "{ESCAPES}.h"\n',
        f"#error {ESCAPES}\n",
        f"int a = 1; // {ESCAPES}\nint a2 = b;",
        f'int a = 1; char *s = "{ESCAPES}", t = undefined_name;',
        f"%no_such_magic {ESCAPES}",
        f"%prun -s {ESCAPES} 1",
        f"%prun -{ESCAPES} 1",
        f"%cd /{ESCAPES}",
        f"%lib {ESCAPES}",
        f"%pkg {ESCAPES}",
        f"%cflags {ESCAPES}",
        f"%load /{ESCAPES}",
        f"%%writefile /nonexistent/{ESCAPES}\nx",
        f"%profile save {ESCAPES}",
        f"%profile load /nonexistent/{ESCAPES}",
        f"{ESCAPES}?",
        f"%timeit {ESCAPES}",
        f"%define X={ESCAPES}",
        f'#line 1 "{ESCAPES}"\nint q = ;',
        f'#include <assert.h>\nassert(!"{ESCAPES}");',
    ],
)
def test_what_a_message_quotes_does_not_reach_the_terminal(kernel, code):
    check_terminal(kernel.run(code))


@pytest.mark.parametrize("colour", ["\x1b[31m", "\x1b[0m"])
def test_our_own_colours_are_not_taken_from_code(kernel, colour):
    """Colours mean something in a message: who can write them can forge one."""
    for code in (f"%cd /x{colour}", f'int a = "{colour}" + b;', f'#include "{colour}.h"'):
        outcome = kernel.run(code)
        assert outcome.reply["status"] == "error"
        assert "\x1b" not in outcome.reply["evalue"]
        text = "\n".join(outcome.reply["traceback"])
        assert "\u241b[" in text, "the quoted text is shown"


def test_warnings_do_not_reach_the_terminal(kernel):
    outcome = kernel.run(f'%%cc -Wall\nint warned(void) {{ char *p = 7; return *p; }} // {ESCAPES}')
    check_terminal(outcome)


def test_history_and_names_do_not_reach_the_terminal(kernel):
    kernel.run(f"int shown = 3; // {ESCAPES}", store_history=True)
    for code in ("%history", "%who", "%whos", "shown?", "shown??", "%recall", "%macro -q m 1-3"):
        check_terminal(kernel.run(code))


def test_strings_shown_as_values_are_c_and_html_escaped(kernel):
    kernel.run(f"struct named {{ char *text; char inside[200]; char c; wchar_t *wide; }};\n"
               f"struct named values[2] = {{{{{c_bytes(ESCAPES)}, {c_bytes(TAGS)}, 27, L\"\\x1b[2J\"}}}};")
    for code in ("values", "values[0].text", "%show values", "values[0].c", "values[0].inside"):
        outcome = kernel.run(code)
        check_terminal(outcome)
        check_html(outcome)


def test_the_programs_own_output_passes(kernel):
    outcome = kernel.run('#include <stdio.h>\nfputs("\\033[2J\\033]0;mine\\007", stdout);'
                         'fputs("\\033[5m", stderr);')
    assert outcome.text() == "\x1b[2J\x1b]0;mine\x07"
    assert outcome.text("stderr") == "\x1b[5m"


def test_titles_of_profiles_are_data(kernel, tmp_path):
    kernel.run("int work(int n) { int s = 0; for (int i = 0; i < n; i++) s += i; return s; }")
    title = TAGS + ESCAPES
    for code in (f"%%profile\n// {title}\nwork(10);", f"%prun work(10) /* {title} */",
                 f"%profile save {TAGS}", "%profile list"):
        outcome = kernel.run(code)
        check_terminal(outcome)
        check_html(outcome)


EVIL_PROFILE = {
    "$schema": "https://www.speedscope.app/file-format-schema.json",
    "name": TAGS + ESCAPES,
    "shared": {"frames": [{"name": TAGS + ESCAPES, "file": TAGS + ESCAPES, "line": 1},
                          {"name": "</script>" + TAGS, "file": "x"}]},
    "profiles": [{"type": "evented", "name": TAGS, "unit": "nanoseconds", "startValue": 0,
                  "endValue": 30,
                  "events": [{"type": "O", "frame": 0, "at": 0}, {"type": "O", "frame": 1, "at": 10},
                             {"type": "C", "frame": 1, "at": 20}, {"type": "C", "frame": 0, "at": 30}]}],
}


@pytest.fixture
def evil(tmp_path):
    path = tmp_path / "evil.speedscope.json"
    path.write_text(json.dumps(EVIL_PROFILE))
    return path


def test_a_profile_from_elsewhere_is_data_in_the_notebook(kernel, evil):
    outcome = kernel.run(f"%profile load {evil}")
    check_terminal(outcome)
    check_html(outcome)
    for code in ("%profile show", "%profile list"):
        check_terminal(kernel.run(code))


def test_a_profile_from_elsewhere_is_data_in_files(program, evil, tmp_path):
    out = tmp_path / "out.html"
    done = subprocess.run([program, "prof", "convert", evil, out], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    text = out.read_text(encoding="utf-8")
    assert "<script>alert" not in text and "<img src=x" not in text and "\x1b" not in text


def test_a_profile_from_elsewhere_is_data_in_the_terminal(program, evil):
    done = subprocess.run([program, "prof", "show", evil], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", done.stdout)


def test_a_missing_file_is_named_without_its_escapes(program):
    done = subprocess.run([program, "prof", "show", f"/x{ESCAPES}"], capture_output=True, text=True)
    assert done.returncode == 1
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", done.stderr)
