# tests/protocol/test_displays.py - what cells show by cicle.h and by magics.

import base64
import struct
import zlib

import pytest

HEADERS = """#include <cicle.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <pthread.h>
#include <sys/wait.h>
"""


@pytest.fixture(scope="module", autouse=True)
def headers(kernel):
    assert kernel.run(HEADERS).reply["status"] == "ok"


def png(width, height):
    """Gives a grey PNG file."""

    def chunk(kind, data):
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def c_bytes(data):
    return '"' + "".join(f"\\{byte:03o}" for byte in data) + f'", {len(data)}'


def shown(kernel, code, **fields):
    """Runs a cell that shows one thing. Gives its data."""
    outcome = kernel.run(code, **fields)
    assert outcome.reply["status"] == "ok"
    assert outcome.types == ["status", "execute_input", "display_data", "status"]
    content = outcome.contents("display_data")[0]
    assert content["metadata"] == {} and content["transient"] == {}
    return content["data"]


TEXTS = {
    'display_text("a \\"b\\" h\\u00e9");': {"text/plain": 'a "b" h\u00e9'},
    'display_html("<b>x</b>");': {"text/html": "<b>x</b>", "text/plain": "<HTML>"},
    'display_markdown("# x");': {"text/markdown": "# x", "text/plain": "# x"},
    'display_latex("$x$");': {"text/latex": "$x$", "text/plain": "$x$"},
    'display_svg("<svg/>");': {"image/svg+xml": "<svg/>", "text/plain": "<SVG>"},
    'display_json("{\\"a\\": [1, null]}");': {
        "application/json": {"a": [1, None]},
        "text/plain": '{"a": [1, null]}',
    },
    'display_json("{no");': {"text/plain": "{no"},
    'display_mime("text/x-a", "b", 1);': {"text/x-a": "b"},
    'display_mime("application/octet-stream", "\\0\\1", 2);': {"application/octet-stream": "AAE="},
    'display_mime("application/vnd.x.v1+json", "[7]", 3);': {"application/vnd.x.v1+json": [7]},
    'display_text("\\xff");': {"text/plain": "\ufffd"},
}


@pytest.mark.parametrize("code", TEXTS)
def test_text_is_shown_as_its_type(kernel, code):
    assert shown(kernel, code) == TEXTS[code]


def test_pictures_are_shown(kernel):
    picture = png(3, 2)
    data = shown(kernel, f"display_png({c_bytes(picture)});")
    assert base64.b64decode(data["image/png"]) == picture
    data = shown(kernel, 'display_jpeg("\\xff\\xd8\\xff", 3);')
    assert base64.b64decode(data["image/jpeg"]) == b"\xff\xd8\xff"


@pytest.mark.parametrize(
    "name, content, mime, expected",
    [
        ("a.png", png(1, 1), "image/png", base64.b64encode(png(1, 1)).decode()),
        ("a.html", b"<i>", "text/html", "<i>"),
        ("a.SVG", b"<svg/>", "image/svg+xml", "<svg/>"),
        ("a.md", b"# t", "text/markdown", "# t"),
        ("a.json", b"[1]", "application/json", [1]),
        ("a.unknown", b"text", "text/plain", "text"),
        ("empty.txt", b"", "text/plain", ""),
    ],
)
def test_files_are_shown_by_their_suffix(kernel, tmp_path, name, content, mime, expected):
    path = tmp_path / name
    path.write_bytes(content)
    assert shown(kernel, f'display_file("{path}");')[mime] == expected


@pytest.mark.parametrize(
    "code, says",
    [
        ("display_html(NULL)", "display_html: the text is NULL"),
        ('display_png("GIF89a", 6)', "display_png: the bytes are no such picture"),
        ("display_png(NULL, 0)", "display_png: the bytes are no such picture"),
        ('display_file("/no/such")', "display_file: cannot open '/no/such'"),
        ('display_file("/")', "display_file: cannot read '/'"),
        ('display_mime("text", "", 0)', "display_mime: a mime type looks like"),
        ('display_as("")', "display_as: a name has 1 to 127 bytes"),
        ("progress(1, 0, NULL)", "progress: done must not be negative"),
        ("page(NULL)", "page: the text is NULL"),
    ],
)
def test_a_wrong_call_says_why(kernel, code, says):
    assert kernel.run(code).value is None
    outcome = kernel.run(f"int status = {code}; status")
    assert outcome.value == "-1"
    assert says in outcome.text("stderr")
    assert "display_data" not in outcome.types


def test_displays_stand_in_order_with_what_is_printed(kernel):
    code = """printf("1"); display_text("2"); printf("3"); fprintf(stderr, "4"); display_text("5");
system("printf 6"); display_text("7"); printf("8");"""
    for _ in range(20):
        texts = [
            m["content"].get("text") or m["content"]["data"]["text/plain"]
            for m in kernel.run(code).messages
            if m["msg_type"] in ("stream", "display_data")
        ]
        assert texts == list("12345678")


def test_a_named_display_is_updated(kernel):
    code = 'display_as("d1"); display_text("a"); display_update("d1"); display_text("b");'
    outcome = kernel.run(code)
    assert outcome.types[2:-1] == ["display_data", "update_display_data"]
    first, second = (m["content"] for m in outcome.messages[2:-1])
    assert first["transient"] == second["transient"] == {"display_id": "d1"}
    assert [first["data"], second["data"]] == [{"text/plain": "a"}, {"text/plain": "b"}]
    later = kernel.run('display_update("d1"); display_html("c"); display_text("unnamed");')
    assert later.types[2:-1] == ["update_display_data", "display_data"]
    assert later.contents("display_data")[0]["transient"] == {}


@pytest.mark.parametrize("wait", [0, 1])
def test_output_is_cleared(kernel, wait):
    outcome = kernel.run(f'puts("x"); clear_output({wait}); puts("y");')
    assert outcome.types[2:-1] == ["stream", "clear_output", "stream"]
    assert outcome.contents("clear_output") == [{"wait": bool(wait)}]


def test_a_page_is_a_payload(kernel):
    outcome = kernel.run('page("long text");')
    page = {"source": "page", "data": {"text/plain": "long text"}, "start": 0}
    assert outcome.reply["payload"] == [page]
    assert outcome.types == ["status", "execute_input", "status"]


def test_progress_is_one_bar_that_moves(kernel):
    outcome = kernel.run(
        'for (int i = 0; i <= 1000; i++) { progress(i, 1000, "load <x>"); usleep(300); }'
    )
    shows = [m for m in outcome.messages if "display" in m["msg_type"]]
    assert [m["msg_type"] for m in shows][:2] == ["display_data", "update_display_data"]
    assert 4 < len(shows) < 40, "it is not drawn each time"
    assert {m["content"]["transient"]["display_id"] for m in shows} == {"cicle-progress-1"}
    last = shows[-1]["content"]["data"]
    assert last["text/plain"] == f"load <x> [{'#' * 20}] 100 % (1000 of 1000)"
    assert "load &lt;x&gt; <progress" in last["text/html"] and "100 %" in last["text/html"]
    again = kernel.run('progress(1, 2, NULL); progress(2, 2, "b"); progress(1, 2, "b");')
    assert again.types[2:-1] == ["display_data"] * 3


def test_a_silent_cell_shows_nothing(kernel):
    outcome = kernel.run('display_text("x"); clear_output(0);', silent=True)
    assert outcome.types == ["status", "status"]


def test_a_late_thread_shows_in_its_own_cell(kernel):
    code = """static void *shows(void *arg) { usleep(300000); display_text("late"); return NULL; }
pthread_t showing;
pthread_create(&showing, NULL, shows, NULL);"""
    first = kernel.start(code)
    kernel.finish(first)
    assert kernel.run("usleep(600000);").types == ["status", "execute_input", "status"]
    late = kernel.published(first, lambda m: m["msg_type"] == "display_data")
    assert late[-1]["content"]["data"] == {"text/plain": "late"}


def test_a_forked_child_shows_nothing(kernel):
    code = """int shown_status;
if (fork() == 0) _exit(display_text("x") == -1 ? 7 : 0);
wait(&shown_status); WEXITSTATUS(shown_status)"""
    assert kernel.run(code).value == "7"


def test_a_bad_pointer_is_a_fault_and_no_more(kernel):
    assert kernel.run("display_text((char *)8);").reply["ename"] == "SIGSEGV"
    assert shown(kernel, 'display_text("well");') == {"text/plain": "well"}


@pytest.mark.parametrize(
    "name, mime, plain",
    [
        ("html", "text/html", "<HTML>"),
        ("markdown", "text/markdown", None),
        ("latex", "text/latex", None),
        ("svg", "image/svg+xml", "<SVG>"),
        ("javascript", "application/javascript", "<JavaScript>"),
    ],
)
def test_text_magics_show_their_body(kernel, name, mime, plain):
    body = "<b>h\u00e9</b> %no magic\n#no directive \"\n"
    assert shown(kernel, f"%%{name}\n{body}") == {mime: body, "text/plain": plain or body}
    wrong = kernel.run(f"%%{name} option\nx")
    assert wrong.reply["ename"] == "UsageError"


def test_the_header_is_c_and_cxx(program, tmp_path):
    import pathlib
    import subprocess

    folder = pathlib.Path(program).parent / "include"
    for name, compiler, flags in (("a.c", "gcc", []), ("a.cc", "g++", [])):
        source = tmp_path / name
        source.write_text('#include <cicle.h>\nint main() { return display_text("x"); }\n')
        flags = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", f"-I{folder}", "-fsyntax-only"]
        subprocess.run([compiler, *flags, source], check=True, timeout=60)


def test_a_bar_stands_in_the_end_where_it_was_moved_last(kernel):
    outcome = kernel.run('for (int i = 0; i <= 50; i++) progress(i, 100, "half");')
    last = outcome.contents("update_display_data")[-1]["data"]["text/plain"]
    assert last == "half [##########..........]  50 % (50 of 100)"


def test_a_name_that_was_not_used_is_forgotten_with_its_cell(kernel):
    kernel.run('display_as("unused");')
    assert shown(kernel, 'display_text("x");') == {"text/plain": "x"}
