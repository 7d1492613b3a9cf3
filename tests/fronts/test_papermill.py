# tests/fronts/test_papermill.py - papermill's parameters arrive in C cells, with their types.
import json
import math
import shutil
import subprocess

import nbformat
import papermill  # noqa: F401 - loads the translator by its entry point
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_notebook
from papermill.exceptions import PapermillException
from papermill.translators import papermill_translators

DEFAULTS = """#include <stddef.h>
%cflags -O1
int n = 10;          // how many
double rate = 2, *weights = NULL;
const char *const title = "a;b, c"; /* printed */
char name[20] = "short";
struct point { int x, y; } origin;
struct point at = {1, 2};
unsigned char letter = 'a';
static size_t room = 3;
int table[2][2] = {{1, 2}, {3, 4}};"""


@pytest.fixture
def translator():
    return papermill_translators.find_translator("cicle", "c")


def write(path, *cells):
    notebook = new_notebook(metadata={"kernelspec": {
        "name": "cicle", "display_name": "C (cicle)", "language": "c"}})
    notebook.cells = [new_code_cell(source, metadata={"tags": tags}) for source, tags in cells]
    nbformat.write(notebook, path)


def values(path):
    """What the cells of a notebook that ran have shown, by their text."""
    shown = {}
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.outputs:
            if output.output_type == "execute_result":
                shown[cell.source] = " ".join(output.data["text/plain"].split())
    return shown


def test_parameters_replace_what_the_notebook_declares(desk):
    write(desk.folder / "in.ipynb", (DEFAULTS, ["parameters"]),
          *((source, []) for source in ("n", "rate / 2", "title", "sizeof name", "weights[1]", "at",
                                        "letter", "table", "more", "flag", "ratios")))
    (desk.folder / "more.yaml").write_text(yaml.safe_dump({
        "weights": [1, 2.5], "at": {"x": 7, "y": 8}, "table": [[5, 6], [7, 8], [9, 10]],
        "more": {"deep": [1, 2], "why": None}, "flag": True, "ratios": [1, math.inf]}))
    desk.call("papermill", "in.ipynb", "out.ipynb", "-k", "cicle", "-p", "n", "5", "-p", "rate", "3",
              "-p", "title", 'say "hé"', "-p", "name", "x", "-p", "letter", "z", "-f", "more.yaml")
    assert values(desk.folder / "out.ipynb") == {
        "n": "5", "rate / 2": "1.5", "title": '"say \\"hé\\""', "sizeof name": "20", "weights[1]": "2.5",
        "at": "{.x = 7, .y = 8}", "letter": "122", "table": "{{ 5, 6}, { 7, 8}, { 9, 10}}",
        "more": "{.deep = {1, 2}, .why = NULL}", "flag": "true", "ratios": "{1.0, inf}"}


def test_help_lists_the_parameters(desk):
    write(desk.folder / "in.ipynb", (DEFAULTS, ["parameters"]))
    text = " ".join(desk.call("papermill", "--help-notebook", "in.ipynb").split())
    assert "n: int (default 10) how many" in text
    assert 'title: const char * const (default "a;b, c") printed' in text
    assert "weights: double * (default NULL)" in text


def test_without_declarations_the_value_gives_the_type(translator, tmp_path):
    text = translator.codify({
        "small": -2**31, "large": 2**31, "huge": 2**64 - 1, "least": -2**63, "real": 1e300,
        "not_a_number": math.nan, "text": 'tab\t"quote" \\ \x01' + "7 é\n", "yes": True, "none": None,
        "mixed": [1, 2.5], "words": ["a", "b"], "empty": [], "rows": [[1, 2], [3, 4]],
        "items": [{"x": 1, "s": "q"}, {"x": 2.5, "s": "r"}]}, comment="Two\nlines")
    assert text.startswith("// Two\n// lines\n#include <math.h>\n#include <stdbool.h>\nint small")
    source = tmp_path / "all.c"
    source.write_text(text + r"""
#include <assert.h>
#include <limits.h>
#include <string.h>
int main(void)
{
	assert(small == INT_MIN && large == 2147483648LL && huge == ULLONG_MAX && least == LLONG_MIN);
	assert(real == 1e300 && isnan(not_a_number) && yes && !none);
	assert(!strcmp(text, "tab\t\"quote\" \\ \001" "7 \303\251\n"));
	assert(mixed[0] == 1 && mixed[1] == 2.5 && !strcmp(words[1], "b") && sizeof empty == 0);
	assert(rows[1][0] == 3 && items[1].x == 2.5 && !strcmp(items[0].s, "q"));
}
""")
    program = tmp_path / "all"
    subprocess.run(["gcc", "-std=c11", "-Wall", "-Werror", source, "-o", program], check=True, timeout=60)
    subprocess.run([program], check=True, timeout=10)


def test_what_a_type_cannot_hold_is_refused(translator):
    cell = {"source": "int n = 1; double rate = 2; int table[2]; const char *title = 0; char name[4];"}
    for wrong in ({"n": 2.5}, {"n": "many"}, {"n": None}, {"n": [1]}, {"rate": "fast"}, {"rate": [1.0]},
                  {"table": 1}, {"table": [0.5]}, {"title": 3}, {"name": 3}):
        translator.inspect(cell)
        with pytest.raises(PapermillException, match=f"declares '.*{next(iter(wrong))}"):
            translator.codify(wrong)
    for wrong in ({"a b": 1}, {"n": 2**64}, {"n": [1, "a"]}, {"n": [[1], [2, 3]]}, {"n": [{"a": 1}, {"b": 1}]},
                  {"n": {"a b": 1}}, {"n": [None, 1]}):
        with pytest.raises(PapermillException):
            translator.codify(wrong)


def test_other_declarations_are_kept(translator):
    translator.inspect({"source": 'char name[4] = "abc"; const float low = 1; bool on = 0; int flags = 0; '
                                  'int *list = 0; size_t len = 1;'})
    text = translator.codify({"name": "longer", "low": 2, "on": True, "flags": True, "list": [4], "len": 9})
    assert text.split("\n")[2:-1] == [
        'char name[7] = "longer";', "const float low = 2;", "bool on = true;", "int flags = 1;",
        "int list[1] = {4};", "size_t len = 9;"]
    # What one notebook declares is forgotten before the next.
    assert "int low = 2;" in translator.codify({"low": 2})


def test_a_failing_cell_ends_the_run(desk):
    write(desk.folder / "in.ipynb", ("int n = 1;", ["parameters"]), ("*(int *)(long)n", []))
    text = desk.call("papermill", "in.ipynb", "out.ipynb", "-k", "cicle", "-p", "n", "8", status=1)
    assert "segmentation fault" in text
