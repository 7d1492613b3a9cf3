# tests/browser/test_fronts.py - widgets in JupyterLab, Notebook 7, Voila, and nbconvert's HTML, in a
# real Chromium.
import re
import shutil

import nbconvert
import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from server import LAPTOP, SCREENSHOTS, TOP, WAIT_MS

# Notebook 7 throws these when it starts, whatever the kernel.
NOISE = ("Cannot read properties of undefined (reading 'schema')",
         "Command 'filebrowser:open-path' not registered.")
WIDGETS = [
    "#include <cicle.h>\n#include <stdio.h>\ndouble rate = 1;\nint n = 2;\nstruct cicle_widget *bar, *level;",
    'slider("rate", &rate, 0, 10, 0.5, NULL);\nlevel = int_slider("level", &n, 0, 10, 1, NULL);',
    'void press(void) { printf("pressed at %g\\n", rate); widget_set(bar, n * 10); }\n'
    'button("press", press);\nbar = progress_bar("done", 0, 100);',
    'double x = 3;\nvoid show(void) { printf("square %g\\n", x * x); }\ninteract("x", &x, 0, 10, 1, show);',
    "rate",
]


@pytest.fixture
def open_page(browser, lab):
    """Opens a path of the server. Fails the test when a page throws."""
    contexts, errors = [], []

    def open_path(path):
        contexts.append(browser.new_context(viewport=LAPTOP))
        page = contexts[-1].new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: str(error) in NOISE or errors.append(str(error)))
        page.goto(lab.url(path))
        return page

    yield open_path
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def serve(lab, tmp_path_factory):
    """Writes a notebook of code cells where the server finds it; gives its path."""

    def write(*sources):
        folder = lab.folder / "served" / tmp_path_factory.mktemp("served").name
        folder.mkdir()
        cells = [new_code_cell(source) for source in sources]
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": {
            "name": "cicle", "display_name": "C (cicle)", "language": "c"}}), folder / "page.ipynb")
        return f"{folder.name}/page.ipynb"

    return write


def output_of(page, number):
    return page.locator(".jp-Notebook .jp-CodeCell").nth(number).locator(".jp-Cell-outputArea")


def drag(page, widget, share):
    """Moves a slider's handle to a share of its way, as a mouse does."""
    handle, track = (widget.locator(name).first.bounding_box() for name in (".noUi-handle", ".noUi-base"))
    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(track["x"] + share * track["width"], handle["y"] + 5, steps=4)
    page.mouse.up()


def test_widgets_in_jupyterlab(serve, open_page):
    page = open_page("lab/tree/" + serve(*WIDGETS))
    expect(page.get_by_text("C (cicle) | Idle")).to_be_visible(timeout=WAIT_MS)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    sliders, buttons, interact = (output_of(page, number) for number in (1, 2, 3))
    expect(interact).to_contain_text("square 9")
    expect(sliders.locator(".widget-slider")).to_have_count(2)
    drag(page, sliders.locator(".widget-slider").first, 0.75)
    expect(sliders.locator(".widget-readout").first).to_have_text("7.5")
    drag(page, sliders.locator(".widget-slider").nth(1), 0.4)
    buttons.get_by_role("button", name="press").click()
    # The object has the slider's value, the button's function prints below it and moves the bar.
    expect(buttons).to_contain_text("pressed at 7.5")
    expect(buttons.locator(".progress-bar")).to_have_attribute("style", re.compile("width: 40%"))
    drag(page, interact.locator(".widget-slider"), 0.5)
    expect(interact).to_contain_text("square 25")
    expect(interact).not_to_contain_text("square 9")
    expect(page.get_by_text("C (cicle) | Idle")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "widgets.png")


def test_notebook_7(serve, open_page):
    page = open_page("notebooks/" + serve("int first_number = 40;\nfirst_number + 2", "first_nu",
                                          '#include <stdio.h>\nint n;\nscanf("%d", &n);\nn * 2'))
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible()
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    editors = cells.locator(".cm-content")
    editors.nth(0).click()
    page.keyboard.press("Shift+Enter")
    expect(output_of(page, 0)).to_contain_text("42")
    colours = editors.nth(0).locator("span").evaluate_all(
        "spans => spans.map(span => getComputedStyle(span).color)")
    assert len(set(colours)) > 1  # highlighted

    editors.nth(1).click()
    page.keyboard.press("End")
    page.keyboard.type("m")
    page.keyboard.press("Tab")
    expect(page.locator(".jp-Completer")).to_contain_text("first_number")
    page.keyboard.press("Enter")
    expect(editors.nth(1)).to_have_text("first_number")
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".jp-Tooltip")).to_contain_text("int first_number")
    page.screenshot(path=SCREENSHOTS / "notebook-7.png")
    page.keyboard.press("Escape")

    editors.nth(2).click()
    page.keyboard.press("Shift+Enter")
    box = page.locator(".jp-Stdin-input")
    box.fill("21")
    box.press("Enter")
    expect(output_of(page, 2).locator(".jp-OutputArea-executeResult")).to_contain_text("42")


def test_voila_renders_the_tour(lab, open_page):
    folder = lab.folder / "served" / "voila"
    shutil.copytree(TOP / "examples", folder)
    page = open_page("voila/render/voila/tour.ipynb")
    text = page.locator("body")
    for wanted in ("sqrt(5) = 2.2361", "Zugspitze", "'count' undeclared", "segmentation fault", "FizzBuzz"):
        expect(text).to_contain_text(wanted)
    expect(page.locator(".cicle-profile")).to_have_count(2)
    view = page.locator(".cicle-profile").nth(1)
    view.locator("[data-pick=flame]").click()
    expect(view).to_have_attribute("data-style", "flame")
    view.scroll_into_view_if_needed()
    page.screenshot(path=SCREENSHOTS / "voila.png")


def test_html_of_nbconvert_reads_well_without_scripts(lab, browser, serve, tmp_path):
    path = lab.folder / "served" / serve("int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }",
                                         "%prun fib(15)")
    notebook = nbformat.read(path, as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(lab.folder / "prefix" / "share" / "jupyter"))
        NotebookClient(notebook, kernel_name="cicle").execute()
    (tmp_path / "page.html").write_text(nbconvert.HTMLExporter().from_notebook_node(notebook)[0])
    context = browser.new_context(viewport=LAPTOP, java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert page.locator(".highlight .kt", has_text="int").count() == 2  # a type of C, to pygments
    view = page.locator(".cicle-profile")
    expect(view.get_by_role("row", name="fib")).to_contain_text("1,973/1")
    expect(view.get_by_role("listitem").filter(has_text="fib").first).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "nbconvert.png", full_page=True)
    context.close()
