# tests/fronts/test_nbconvert.py - notebooks in C as scripts, Markdown, LaTeX and HTML.
import copy

import nbconvert
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

CELLS = ["#include <cicle.h>\n#include <stdio.h>\nint twice(int n) { return 2 * n; }",
         'printf("%d\\n", twice(21));',
         "struct { int x; double y; } pair = {1, 2.5};\npair",
         "double y[] = {1, 4, 9};\nplot(NULL, y, 3, \"squares\");",
         "%prun twice(1)"]


def execute(*cells, **options):
    notebook = new_notebook(cells=list(cells))
    NotebookClient(notebook, kernel_name="cicle", startup_timeout=30, timeout=30, **options).execute()
    return notebook


@pytest.fixture(scope="module")
def kernel(jupyter_path):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", jupyter_path)
        yield


@pytest.fixture(scope="module")
def notebook(kernel):
    return execute(*map(new_code_cell, CELLS))


def test_a_script_is_a_c_file(notebook):
    text, resources = nbconvert.ScriptExporter().from_notebook_node(notebook)
    assert resources["output_extension"] == ".c"
    assert text.startswith(CELLS[0]) and CELLS[3] in text


def test_markdown_has_fences_text_and_pictures(notebook):
    text, resources = nbconvert.MarkdownExporter().from_notebook_node(notebook)
    assert "```c\n#include <cicle.h>" in text
    assert "    42\n" in text and "<td" in text
    pictures = [name for name in resources["outputs"] if name.endswith((".svg", ".png"))]
    assert pictures and all(name in text for name in pictures)


def test_latex_has_colours_and_the_profile_as_text(notebook):
    ran = copy.deepcopy(notebook)
    del ran.cells[3]  # its SVG is made a PDF by Inkscape, which is not here
    text, _ = nbconvert.LatexExporter().from_notebook_node(ran)
    assert r"\PY{k+kt}{int}" in text  # a type of C, to pygments
    assert r"\PYZpc{}" in text and "function calls in" in text and "42" in text
    assert r"\{.x = 1, .y = 2.5\}" in text


def test_html_is_coloured_as_c(notebook):
    text, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
    assert 'hl-c"' in text and '<span class="kt">int</span>' in text
    assert "<svg" in text or "image/svg+xml" in text


def test_an_expected_error_goes_on_and_another_ends(kernel):
    expected = new_code_cell("*(int *)0", metadata={"tags": ["raises-exception"]})
    ran = execute(expected, new_code_cell("1 + 1"))
    assert ran.cells[0].outputs[0].output_type == "error"
    assert ran.cells[1].outputs[0].data["text/plain"] == "2"
    with pytest.raises(CellExecutionError, match="undeclared"):
        execute(new_code_cell("nothing + 1"), new_code_cell("1"))


def test_stdin_is_at_its_end(kernel):
    ran = execute(new_code_cell("#include <stdio.h>\ngetchar()"))
    assert ran.cells[0].outputs[0].data["text/plain"] == "-1"
