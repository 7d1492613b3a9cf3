# tests/protocol/test_plots.py - pictures from numbers: Vega-Lite, and an SVG or a PNG beside it.

import base64
import struct
import zlib
from xml.etree import ElementTree

import pytest

VEGA_LITE = "application/vnd.vegalite.v5+json"
SVG = "{http://www.w3.org/2000/svg}"
HEADERS = """#include <cicle.h>
#include <math.h>
#include <stdlib.h>
double few_x[] = {1, 2, 3, NAN}, few_y[] = {4, INFINITY, -5, 6};
"""


@pytest.fixture(scope="module", autouse=True)
def headers(kernel):
    assert kernel.run(HEADERS).reply["status"] == "ok"


def picture(kernel, code):
    """Runs a cell that draws one picture. Gives its data."""
    outcome = kernel.run(code)
    assert outcome.reply["status"] == "ok", outcome.reply
    assert outcome.types == ["status", "execute_input", "display_data", "status"]
    return outcome.contents("display_data")[0]["data"]


def rows(data):
    return data[VEGA_LITE]["data"]["values"]


def svg(data):
    root = ElementTree.fromstring(data["image/svg+xml"])
    assert root.tag == SVG + "svg"
    assert "nan" not in data["image/svg+xml"] and "inf" not in data["image/svg+xml"]
    return root


def pixels(data):
    """Decodes a PNG of 8-bit RGB without filters. Gives width, height, rows of bytes."""
    png = base64.b64decode(data["image/png"])
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed = 8, b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        content = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length :][:4])[0] == zlib.crc32(kind + content)
        if kind == b"IHDR":
            width, height = struct.unpack(">II", content[:8])
        packed += content if kind == b"IDAT" else b""
        at += length + 12
    raw = zlib.decompress(packed)
    step = width * 3 + 1
    assert len(raw) == step * height
    return width, height, [raw[i * step + 1 : (i + 1) * step] for i in range(height)]


def test_a_plot_has_its_points_and_no_number_that_json_lacks(kernel):
    data = picture(kernel, 'plot(few_x, few_y, 4, "a \\"title\\" <b>");')
    chart = data[VEGA_LITE]
    assert chart["title"] == {"text": 'a "title" <b>'}
    assert chart["mark"]["type"] == "line"
    assert rows(data) == [
        {"x": 1, "y": 4},
        {"x": 2, "y": None},
        {"x": 3, "y": -5},
        {"x": None, "y": 6},
    ]
    assert any('a "title" <b>' == text.text for text in svg(data).iter(SVG + "text"))
    assert data["text/plain"] == '<plot: a "title" <b>>'


def test_without_x_points_are_counted(kernel):
    assert [row["x"] for row in rows(picture(kernel, "plot(NULL, few_y, 3, NULL);"))] == [0, 1, 2]


def test_a_line_of_many_points_is_thinned_and_keeps_its_peak(kernel):
    code = """static double many[1000000];
for (int i = 0; i < 1000000; i++) many[i] = i == 345678 ? 99 : i % 7;
plot(NULL, many, 1000000, NULL);"""
    data = picture(kernel, code)
    assert len(rows(data)) <= 2000
    assert {"x": 345678, "y": 99} in rows(data)
    xs = [row["x"] for row in rows(data)]
    assert xs == sorted(xs)
    note = data[VEGA_LITE]["title"]["subtitle"]
    assert note == f"{len(xs)} of 1000000 points are drawn" and note in data["text/plain"]
    assert any(note == text.text for text in svg(data).iter(SVG + "text"))
    data = picture(kernel, "scatter(many, many, 1000000, NULL);")
    assert len(rows(data)) == 5000
    assert data[VEGA_LITE]["title"]["subtitle"] == "5000 of 1000000 points are drawn"


def test_several_lines_have_names(kernel):
    code = """const double *ys[] = {few_x, few_y}; const char *names[] = {"one", "two"};
plot_lines(NULL, ys, names, 2, 2, NULL);"""
    data = picture(kernel, code)
    assert [row["line"] for row in rows(data)] == ["one", "one", "two", "two"]
    texts = [text.text for text in svg(data).iter(SVG + "text")]
    assert "one" in texts and "two" in texts


def test_a_histogram_counts_every_finite_value(kernel):
    code = """double h[1003]; for (int i = 0; i < 1000; i++) h[i] = i;
h[1000] = NAN; h[1001] = INFINITY; h[1002] = -INFINITY;
histogram(h, 1003, 10, NULL);"""
    data = picture(kernel, code)
    assert [row["count"] for row in rows(data)] == [100] * 10
    assert rows(data)[0]["from"] == 0 and rows(data)[-1]["to"] == 999
    assert data[VEGA_LITE]["title"]["subtitle"] == "without 3 of 1003: they are not finite"
    assert len(list(svg(data).iter(SVG + "rect"))) == 11
    assert len(rows(picture(kernel, "histogram(h, 1000, 0, NULL);"))) > 10
    assert sum(r["count"] for r in rows(picture(kernel, "histogram(h, 1000, 9999, NULL);"))) == 1000


@pytest.mark.parametrize("values", ["{5, 5, 5}", "{0, 0, 0}", "{NAN, NAN, NAN}", "{-1e308, 1e308, 0}"])
def test_odd_ranges_can_be_drawn(kernel, values):
    kernel.run(f"double odd[] = {values};")
    svg(picture(kernel, "plot(NULL, odd, 3, NULL);"))
    svg(picture(kernel, "scatter(odd, odd, 3, NULL);"))
    svg(picture(kernel, "histogram(odd, 3, 5, NULL);"))


def test_bars_have_labels(kernel):
    code = """const char *labels[] = {"a", "<b>", NULL};
double heights[] = {1, -2, NAN};
bar(labels, heights, 3, "bars");"""
    data = picture(kernel, code)
    assert [(row["label"], row["value"]) for row in rows(data)] == [("a", 1), ("<b>", -2), ("", None)]
    assert len(list(svg(data).iter(SVG + "rect"))) == 3


def test_a_heatmap_is_thinned_to_means(kernel):
    code = """static double m[200 * 300];
for (int r = 0; r < 200; r++) for (int c = 0; c < 300; c++) m[r * 300 + c] = (r / 2) + 1000 * (c / 3);
m[0] = NAN;
heatmap(m, 200, 300, NULL);"""
    data = picture(kernel, code)
    assert len(rows(data)) == 100 * 100
    assert rows(data)[0] == {"r": 0, "c": 0, "v": 0}
    assert rows(data)[101] == {"r": 2, "c": 3, "v": 1001}
    assert "100 x 100 means of 200 x 300 values" in data[VEGA_LITE]["title"]["subtitle"]
    width, height, lines = pixels(data)
    assert (width, height) == (400, 400)
    assert lines[0][:3] == bytes([68, 1, 84]) and lines[-1][-3:] == bytes([253, 231, 37])


def test_an_image_is_its_pixels(kernel):
    code = "unsigned char rgb[] = {255, 0, 0, 1, 2, 3, 9, 9, 9, 0, 0, 255, 4, 5, 6, 7, 8, 9};"
    kernel.run(code)
    data = picture(kernel, "image(rgb, 3, 2);")
    raw = bytes([255, 0, 0, 1, 2, 3, 9, 9, 9, 0, 0, 255, 4, 5, 6, 7, 8, 9])
    assert pixels(data) == (3, 2, [raw[:9], raw[9:]])
    assert data["text/plain"] == "<image of 3 x 2 pixels>"


def test_a_large_image_is_thinned(kernel):
    code = """unsigned char *large = calloc(5000 * 1000, 3); large[3 * 3] = 200;
image(large, 5000, 1000); free(large);"""
    data = picture(kernel, code)
    width, height, lines = pixels(data)
    assert (width, height) == (1667, 334)
    assert lines[0][3] == 200
    assert data["text/plain"] == "<image of 5000 x 1000 pixels> (one of 9 is shown)"


def test_a_picture_can_be_updated(kernel):
    outcome = kernel.run('display_as("p"); plot(NULL, few_y, 1, NULL); display_update("p");'
                         "scatter(NULL, few_y, 1, NULL);")
    assert outcome.types[2:-1] == ["display_data", "update_display_data"]


@pytest.mark.parametrize(
    "code, says",
    [
        ("plot(few_x, NULL, 3, NULL)", "plot: there are no points"),
        ("scatter(few_x, few_y, 0, NULL)", "scatter: there are no points"),
        ("plot_lines(NULL, NULL, NULL, 0, 3, NULL)", "plot_lines: there are no points"),
        ("histogram(NULL, 3, 0, NULL)", "histogram: there are no values"),
        ("bar(NULL, few_y, 3, NULL)", "bar: there are no bars"),
        ("heatmap(few_y, 0, 3, NULL)", "heatmap: the matrix is empty"),
        ("image(NULL, 1, 1)", "image: the image is empty"),
    ],
)
def test_a_wrong_call_says_why(kernel, code, says):
    outcome = kernel.run(f"int status = {code}; status")
    assert outcome.value == "-1"
    assert says in outcome.text("stderr")
