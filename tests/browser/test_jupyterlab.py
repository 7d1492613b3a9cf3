# tests/browser/test_jupyterlab.py - cicle in a real JupyterLab in a real Chromium, used as a
# person uses it: by menu, mouse and keyboard.
#
# One server runs for all files here, on 127.0.0.1 (server.py). Each notebook that is opened is a copy in a
# folder of its own; the tour, once run, serves all tests that only look and click. Screenshots go
# to build/screenshots/.
import json
import re
import shutil

import controls
import pytest
from playwright.sync_api import expect

from server import LAPTOP, SCREENSHOTS, TALL, TOP, WAIT_MS

ROW_PX = 18
CODE_CELLS = [cell["id"] for cell in
              json.loads((TOP / "examples" / "tour.ipynb").read_text())["cells"]
              if cell["cell_type"] == "code"]
PROFILE_NAME = f"In[{CODE_CELLS.index('profile') + 1}]"
# What JupyterLab says of itself, cicle or not.
NOISE = [
    # Chromium says so of every server without a favicon at the root; JupyterLab's has another place.
    re.compile(r"favicon\.ico"),
]


class Notebook:
    """A notebook that is open in the browser."""

    def __init__(self, page, url):
        self.page = page
        page.set_default_timeout(WAIT_MS)
        page.goto(url)
        self.wait_for_kernel()

    def save(self):
        with self.page.expect_response(lambda response: response.request.method == "PUT"):
            self.page.keyboard.press("Control+s")

    def wait_for_kernel(self):
        expect(self.page.get_by_text("C (cicle) | Idle")).to_be_visible(timeout=WAIT_MS)

    def cell(self, number):
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(number)

    def output(self, cell_id):
        return self.cell(CODE_CELLS.index(cell_id)).locator(".jp-Cell-outputArea")

    def view(self, cell_id):
        return self.output(cell_id).locator(".cicle-profile")

    def menu(self, name, item):
        self.page.get_by_role("menuitem", name=name, exact=True).click()
        self.page.get_by_role("menuitem", name=item, exact=True).click()

    def use_theme(self, name):
        """Asks the command palette for JupyterLab's theme Light or Dark."""
        self.page.keyboard.press("Control+Shift+C")
        self.page.locator(".lm-CommandPalette-input").fill(f"JupyterLab {name}")
        entry = self.page.locator(".lm-CommandPalette-item", has_text=f"JupyterLab {name}").first
        entry.click()

    def wait_for_prompts(self, count):
        """Waits until code cells 1 to count have run, in order."""
        wanted = [f"[{number}]:" for number in range(1, count + 1)]
        prompts = self.page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt")
        expect(prompts).to_have_text(wanted, timeout=WAIT_MS)

    def run_all(self):
        self.menu("Run", "Run All Cells")
        self.wait_for_prompts(len(CODE_CELLS))
        self.wait_for_kernel()

    def show(self, locator):
        """Scrolls something to the top of the notebook."""
        locator.evaluate("element => element.scrollIntoView({block: 'start'})")
        self.page.wait_for_timeout(300)  # the cells that came into view are drawn

    def save_picture(self, name):
        self.page.mouse.move(1, 1)  # nothing is hovered
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

    def save_cell(self, cell, name):
        """Saves the picture of a whole cell with its output; docs/images/ has copies of these."""
        self.page.set_viewport_size(TALL)
        self.show(cell)
        self.page.mouse.move(1, 1)
        area = cell.bounding_box()
        area.update(y=area["y"] + 2, height=area["height"] - 2)  # without the toolbar's edge
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", clip=area)
        self.page.set_viewport_size(LAPTOP)


def notebook_of(cells):
    return {
        "cells": [{"cell_type": "code", "id": f"cell-{i}", "metadata": {}, "execution_count": None,
                   "outputs": [], "source": code} for i, code in enumerate(cells)],
        "metadata": {"kernelspec": {"name": "cicle", "display_name": "C (cicle)", "language": "c"}},
        "nbformat": 4, "nbformat_minor": 5}


class Desk:
    """Opens notebooks, and keeps what their pages complain of."""

    def __init__(self, browser, lab):
        self.browser, self.lab = browser, lab
        self.complaints = []
        self.copies = 0

    def complain(self, text):
        if not any(noise.search(text) for noise in NOISE):
            self.complaints.append(text)

    def hear_console(self, line):
        if line.type == "error":
            self.complain(f"{line.text} {line.location['url']}")

    def hear_request(self, request):
        if request.url.startswith(("http", "ws")) and self.lab.origin not in request.url:
            self.complain("loads " + request.url)

    def open(self, name, cells=()):
        """Opens a copy of an example, or a new notebook of these cells."""
        self.copies += 1
        folder = f"copy-{self.copies}"
        shutil.copytree(TOP / "examples", self.lab.folder / "served" / folder)
        if cells:
            (self.lab.folder / "served" / folder / name).write_text(json.dumps(notebook_of(cells)))
        page = self.browser.new_context(viewport=LAPTOP).new_page()
        page.on("pageerror", lambda error: self.complain(str(error)))
        page.on("console", self.hear_console)
        page.on("request", self.hear_request)
        return Notebook(page, self.lab.url(f"lab/tree/{folder}/{name}"))


@pytest.fixture(scope="module")
def desk(browser, lab):
    return Desk(browser, lab)


@pytest.fixture(autouse=True)
def no_complaints(desk):
    desk.complaints.clear()
    yield
    assert desk.complaints == []


@pytest.fixture
def open_notebook(desk):
    opened = []

    def open_one(name, cells=()):
        opened.append(desk.open(name, cells))
        return opened[-1]

    yield open_one
    for notebook in opened:
        notebook.page.context.close()


@pytest.fixture(scope="module")
def tour(desk):
    """The tour, with all its cells run."""
    notebook = desk.open("tour.ipynb")
    notebook.run_all()
    yield notebook
    notebook.page.context.close()


def column(view, number):
    return view.locator(f".cicle-table tbody td:nth-child({number})").all_inner_texts()


def counts(texts):
    return [int(text.split("/")[0].replace(",", "")) for text in texts]


def click_box(notebook, view, row, share):
    """Clicks into a row of the picture, `share` of its width from the left."""
    chart = view.locator(".cicle-chart")
    chart.scroll_into_view_if_needed()
    area = chart.bounding_box()
    notebook.page.mouse.click(area["x"] + share * area["width"], area["y"] + (row + 0.5) * ROW_PX)


def test_tour_shows_values_output_and_errors(tour):
    expect(tour.output("value")).to_have_text(re.compile(r"42$"))
    expect(tour.output("output")).to_contain_text("sqrt(5) = 2.2361")
    expect(tour.output("values").get_by_role("row", name="name")).to_contain_text('"Zugspitze"')
    expect(tour.output("compile-error")).to_contain_text("'count' undeclared")
    expect(tour.output("crash")).to_contain_text("segmentation fault")
    expect(tour.output("crash-after")).to_contain_text("{0.0, 2.5, 11.0")
    expect(tour.output("main")).to_contain_text("FizzBuzz")


def test_code_is_highlighted_as_c(tour):
    lines = tour.cell(CODE_CELLS.index("output")).locator(".cm-line")
    colours = lines.evaluate_all(
        "lines => lines.flatMap(line => [...line.querySelectorAll('span')]"
        ".map(span => [span.textContent, getComputedStyle(span).color]))")
    colour_of = dict(colours)
    plain = lines.first.evaluate("line => getComputedStyle(line).color")
    assert colour_of["for"] != plain
    assert len({colour_of["for"], colour_of["<math.h>"], colour_of["1"]}) > 1


def test_table_sorts_when_a_title_is_clicked(tour):
    view = tour.view("profile")
    tour.show(view)
    before = column(view, 1)
    view.locator("thead").get_by_role("button", name="calls").click()
    after = counts(column(view, 1))
    assert after == sorted(after, reverse=True) and after != counts(before)
    view.locator("thead").get_by_role("button", name="calls").click()
    assert counts(column(view, 1)) == sorted(after)


def test_picture_zooms_when_a_box_is_clicked(tour):
    view = tour.view("profile")
    tour.show(view)
    expect(view).to_have_attribute("data-zoom", PROFILE_NAME)
    click_box(tour, view, row=1, share=0.02)
    expect(view).to_have_attribute("data-zoom", re.compile(r"^(quick|merge)_sort$"))
    expect(view.locator(".cicle-crumbs")).to_contain_text("_sort")
    tour.page.keyboard.press("Escape")
    expect(view).to_have_attribute("data-zoom", PROFILE_NAME)


def type_cell(notebook, *lines):
    """Makes a cell at the top of the notebook, types into it and runs it."""
    keyboard = notebook.page.keyboard
    notebook.page.locator(".jp-Notebook .jp-Cell").first.click()
    keyboard.press("Escape")
    keyboard.press("a")
    keyboard.press("Enter")
    for number, line in enumerate(lines):
        keyboard.type("\n" * (number > 0) + line, delay=5)
    keyboard.press("Shift+Enter")
    return notebook.cell(0).locator(".jp-Cell-outputArea")


def test_show_draws_boxes_and_arrows(open_notebook):
    notebook = open_notebook("tour.ipynb")
    output = type_cell(notebook, "struct node { int value; struct node *next; } b = {2}, a = {1, &b};",
                       "%show a")
    arrows = output.locator(".jp-RenderedHTML svg path")
    expect(arrows).to_have_count(2)  # a line and its head
    boxes = [output.get_by_text(name, exact=True).bounding_box() for name in ("a", "#1 struct node")]
    line = arrows.first.bounding_box()
    assert boxes[0]["x"] < line["x"] < boxes[1]["x"]
    for theme in ("Light", "Dark"):
        notebook.use_theme(theme)
        colour = arrows.first.evaluate("path => getComputedStyle(path).stroke")
        assert colour not in ("none", "rgb(0, 0, 0)")


def test_typed_cell_runs(open_notebook):
    notebook = open_notebook("tour.ipynb")
    output = type_cell(notebook, "int twice(int n) { return 2 * n; }", "twice(21)")
    expect(output).to_contain_text("42")
    output = type_cell(notebook, "twice(twice(21))")
    expect(output).to_contain_text("84")
    expect(type_cell(notebook, "%prun?")).to_contain_text("-D FILE")


def test_restart_and_run_all(tour):
    tour.show(tour.view("profile"))
    click_box(tour, tour.view("profile"), row=1, share=0.02)
    # The outputs of the second run are new ones: nothing is zoomed in them.
    expect(tour.view("profile")).not_to_have_attribute("data-zoom", PROFILE_NAME)
    tour.menu("Kernel", "Restart Kernel and Run All Cells…")
    tour.page.locator(".jp-Dialog").get_by_role("button", name="Confirm Kernel Restart").click()
    expect(tour.view("profile")).to_have_attribute("data-zoom", PROFILE_NAME, timeout=WAIT_MS)
    tour.wait_for_prompts(len(CODE_CELLS))
    expect(tour.output("redefine-first")).to_contain_text("68.0")


def test_nbody_runs_and_looks_well(open_notebook):
    notebook = open_notebook("nbody.ipynb")
    notebook.menu("Run", "Run All Cells")
    cells = notebook.page.locator(".jp-Notebook .jp-CodeCell")
    expect(cells.last.locator(".jp-Cell-outputArea")).to_contain_text(
        "3 profiles", timeout=WAIT_MS)
    views = notebook.page.locator(".cicle-profile")
    expect(views).to_have_count(3)
    for number, name in enumerate(("nbody-direct", "nbody-tree", "nbody-collision")):
        notebook.show(views.nth(number))
        notebook.save_picture(name)
    notebook.save_cell(cells.filter(has_text="-D tree.prof"), "cell-nbody")
    saved_outputs_live_when_one_is_cleared(notebook)


def saved_outputs_live_when_one_is_cleared(notebook):
    """Two of three outputs carry the script. Clears one of those and opens the file again."""
    page = notebook.page

    def count_carriers():
        texts = page.locator(".jp-Notebook script").evaluate_all(
            "scripts => scripts.map(script => script.textContent)")
        return sum("DecompressionStream" in text for text in texts)

    assert count_carriers() == 2
    first = page.locator(".jp-Notebook .jp-CodeCell", has=page.locator(".cicle-profile")).first
    notebook.show(first)
    first.locator(".jp-InputPrompt").click()
    notebook.menu("Edit", "Clear Cell Output")
    expect(page.locator(".cicle-profile")).to_have_count(2)
    notebook.save()
    page.reload()
    notebook.wait_for_kernel()
    for number in range(2):
        view = page.locator(".cicle-profile").nth(number)
        notebook.show(view)
        expect(view.locator(".cicle-chart canvas")).to_be_visible()
        view.locator("[data-pick=flame]").click()
        expect(view).to_have_attribute("data-style", "flame")
    assert count_carriers() == 1


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_pictures_of_both_themes(tour, theme):
    tour.use_theme(theme)
    wanted = "true" if theme == "Light" else "false"
    expect(tour.page.locator("body")).to_have_attribute("data-jp-theme-light", wanted)
    tour.page.wait_for_timeout(500)  # the style sheet's transitions
    text = tour.view("prun").evaluate("view => getComputedStyle(view).color")
    brightness = sum(int(part) for part in re.findall(r"\d+", text)[:3]) / 3
    assert (brightness < 128) == (theme == "Light")
    for name in ("value", "compile-error", "prun", "profile"):
        tour.show(tour.cell(CODE_CELLS.index(name)))
        tour.save_picture(f"lab-{name}-{theme.lower()}")
    tour.save_cell(tour.cell(CODE_CELLS.index("profile")), f"cell-profile-{theme.lower()}")
    view = tour.view("profile")
    view.locator(".cicle-table tr", has_text="quick_sort").click()
    expect(view.locator(".cicle-source")).to_contain_text("quick_sort(")
    tour.page.wait_for_timeout(300)  # the animation
    tour.save_cell(view, f"view-source-{theme.lower()}")
    view.locator(".cicle-undo").click()


# What controls.py looks for: `deep` twenty calls deep, `work` above it, 24 parts, the last the longest.
PROFILED = "\n".join([
    "#include <stdlib.h>",
    "#define BUSY(n) for (volatile int i = 0; i < (n); i++)",
    "void deep(int n)", "{", "    BUSY(6000000);", "    free(malloc(1000));", "    if (n) deep(n - 1);", "}",
    *[f"void part_{i}(void) {{ BUSY({10000000 if i == 23 else 20000}); }}" for i in range(24)],
    "void work(void)", "{", "    deep(19);", *[f"    part_{i}();" for i in range(24)], "}"])


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_every_control_of_an_output(open_notebook, theme):
    cells = [PROFILED, "%profile --timeline --no-builtins work()", "%memprof work()"]
    notebook = open_notebook("controls.ipynb", cells)
    notebook.page.set_viewport_size({"width": 1440, "height": 1400})
    notebook.use_theme(theme)
    notebook.menu("Run", "Run All Cells")
    notebook.wait_for_prompts(len(cells))
    timed, measured = (notebook.cell(number).locator(".cicle-profile") for number in (1, 2))
    for view in (timed, measured):
        expect(view).to_have_attribute("data-theme", theme.lower())
    notebook.show(timed)
    controls.Controls(notebook.page, timed).use_all()
    notebook.show(measured)
    controls.Controls(notebook.page, measured).widths()
    assert measured.evaluate(controls.LOOK) == []
