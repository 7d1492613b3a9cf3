# tests/browser/test_jupyterlab.py - cicle in a real JupyterLab in a real Chromium, used as a
# person uses it: by menu, mouse and keyboard.
#
# One server runs for the whole file, on 127.0.0.1, in a copy of examples/; each test opens a
# notebook of its own. Screenshots go to build/screenshots/.
import json
import os
import pathlib
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect, sync_playwright

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("CICLE_BUILD", "build")
SCREENSHOTS = BUILD / "screenshots"
CHROMIUM = "/usr/bin/chromium"
ARGS = ("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync").split()
LAPTOP = {"width": 1440, "height": 900}
START_DEADLINE_S = 40
STOP_DEADLINE_S = 15
WAIT_MS = 30_000
ROW_PX = 18
CODE_CELLS = [cell["id"] for cell in
              json.loads((TOP / "examples" / "tour.ipynb").read_text())["cells"]
              if cell["cell_type"] == "code"]
# What JupyterLab says of itself, cicle or not.
NOISE = [
    # Chromium says so of every server without a favicon at the root; JupyterLab's has another place.
    re.compile(r"favicon\.ico"),
]


class Lab:
    """A running JupyterLab server."""

    def __init__(self, folder):
        self.folder = folder
        self.token = secrets.token_hex(16)
        self.port = free_port()
        self.log = folder / "server.log"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
             "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={self.port}",
             "--ServerApp.port_retries=0", f"--ServerApp.root_dir={folder / 'examples'}"],
            env=self.environment(), cwd=folder, stdin=subprocess.DEVNULL,
            stdout=self.log.open("w"), stderr=subprocess.STDOUT)

    def environment(self):
        places = {"CONFIG_DIR": "config", "DATA_DIR": "data", "RUNTIME_DIR": "runtime",
                  "PATH": "prefix/share/jupyter"}
        lab_places = {"SETTINGS_DIR": "settings", "WORKSPACES_DIR": "workspaces"}
        return {**os.environ, "JUPYTER_TOKEN": self.token,
                **{f"JUPYTER_{name}": str(self.folder / at) for name, at in places.items()},
                **{f"JUPYTERLAB_{name}": str(self.folder / at) for name, at in lab_places.items()}}

    @property
    def origin(self):
        return f"127.0.0.1:{self.port}"

    def url(self, notebook):
        # "reset": without the layout that an earlier test left behind.
        return f"http://{self.origin}/lab/tree/{notebook}?token={self.token}&reset"

    def wait_until_up(self):
        deadline = time.monotonic() + START_DEADLINE_S
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            try:
                urllib.request.urlopen(f"http://{self.origin}/api?token={self.token}", timeout=2)
                return
            except (urllib.error.URLError, TimeoutError):
                time.sleep(0.1)
        pytest.fail(f"JupyterLab is not up after {START_DEADLINE_S} s:\n{self.log.read_text()}")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(STOP_DEADLINE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_DEADLINE_S)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_settings(folder):
    """Turns off what would ask the internet, or the user, something."""
    page = folder / "config" / "labconfig" / "page_config.json"
    page.parent.mkdir(parents=True)
    page.write_text(json.dumps(
        {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}))


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(TOP / "examples", folder / "examples")
    subprocess.run([BUILD / "cicle", "install", "--prefix", folder / "prefix"], check=True,
                   timeout=15)
    write_settings(folder)
    server = Lab(folder)
    try:
        server.wait_until_up()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()


class Notebook:
    """A notebook that is open in the browser."""

    def __init__(self, page):
        self.page = page
        page.set_default_timeout(WAIT_MS)

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

    def command(self, name):
        self.page.keyboard.press("Control+Shift+C")
        self.page.locator(".lm-CommandPalette-input").fill(name)
        expect(self.page.locator(".lm-CommandPalette-item").first).to_contain_text(name)
        self.page.keyboard.press("Enter")

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
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")


@pytest.fixture
def open_notebook(browser, lab):
    """Opens notebooks; fails the test when the page complains or loads from elsewhere."""
    complaints, contexts = [], []

    def complain(text):
        if not any(noise.search(text) for noise in NOISE):
            complaints.append(text)

    def open_one(name):
        contexts.append(browser.new_context(viewport=LAPTOP))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complain(str(error)))
        page.on("console", lambda line: line.type == "error"
                and complain(f"{line.text} {line.location['url']}"))
        page.on("request", lambda request: request.url.startswith(("http", "ws"))
                and lab.origin not in request.url and complain("loads " + request.url))
        page.goto(lab.url(name))
        notebook = Notebook(page)
        notebook.wait_for_kernel()
        return notebook

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def tour(open_notebook):
    """The tour, with all its cells run."""
    notebook = open_notebook("tour.ipynb")
    notebook.run_all()
    return notebook


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
    expect(tour.output("values")).to_contain_text('.name = "Zugspitze"')
    expect(tour.output("compile-error")).to_contain_text("'count' undeclared")
    expect(tour.output("crash")).to_contain_text("segmentation fault")
    expect(tour.output("crash-after")).to_contain_text("{0.0, 2.5, 11.0")
    expect(tour.output("main")).to_contain_text("FizzBuzz")


def test_code_is_highlighted_as_c(open_notebook):
    notebook = open_notebook("tour.ipynb")
    lines = notebook.cell(CODE_CELLS.index("output")).locator(".cm-line")
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
    view.get_by_role("button", name="calls").click()
    after = counts(column(view, 1))
    assert after == sorted(after, reverse=True) and after != counts(before)
    view.get_by_role("button", name="calls").click()
    assert counts(column(view, 1)) == sorted(after)


def test_picture_zooms_when_a_box_is_clicked(tour):
    view = tour.view("profile")
    tour.show(view)
    expect(view).to_have_attribute("data-zoom", "In[13]")
    click_box(tour, view, row=1, share=0.02)
    expect(view).to_have_attribute("data-zoom", re.compile(r"^(quick|merge)_sort$"))
    expect(view.locator(".cicle-crumbs")).to_contain_text("_sort")
    tour.page.keyboard.press("Escape")
    expect(view).to_have_attribute("data-zoom", "In[13]")


def test_typed_cell_runs(open_notebook):
    notebook = open_notebook("tour.ipynb")
    notebook.page.locator(".jp-Notebook .jp-Cell").first.click()
    notebook.page.keyboard.press("Escape")
    notebook.page.keyboard.press("a")  # a new cell above
    notebook.page.keyboard.press("Enter")
    notebook.page.keyboard.type("int twice(int n) {\nreturn 2 * n;\n", delay=5)
    notebook.page.keyboard.press("Control+End")
    notebook.page.keyboard.type("\ntwice(21)", delay=5)
    notebook.page.keyboard.press("Shift+Enter")
    expect(notebook.cell(0).locator(".jp-OutputArea-executeResult")).to_contain_text("42")


def test_help_of_a_magic_is_shown(open_notebook):
    notebook = open_notebook("tour.ipynb")
    notebook.page.locator(".jp-Notebook .jp-Cell").first.click()
    notebook.page.keyboard.press("Escape")
    notebook.page.keyboard.press("a")
    notebook.page.keyboard.press("Enter")
    notebook.page.keyboard.type("%prun?", delay=5)
    notebook.page.keyboard.press("Shift+Enter")
    expect(notebook.cell(0).locator(".jp-OutputArea-output")).to_contain_text("-D FILE")


def test_restart_and_run_all(tour):
    tour.show(tour.view("profile"))
    click_box(tour, tour.view("profile"), row=1, share=0.02)
    tour.menu("Kernel", "Restart Kernel and Run All Cells…")
    tour.page.locator(".jp-Dialog").get_by_role("button", name="Restart", exact=False).click()
    # The outputs of the first run go; those of the second stand on their own.
    expect(tour.view("profile")).to_have_attribute("data-zoom", "In[13]", timeout=WAIT_MS)
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


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_pictures_of_both_themes(tour, theme):
    tour.command(f"Use Theme: JupyterLab {theme}") if theme == "Dark" else None
    wanted = "true" if theme == "Light" else "false"
    expect(tour.page.locator("body")).to_have_attribute("data-jp-theme-light", wanted)
    text = tour.view("prun").evaluate("view => getComputedStyle(view).color")
    brightness = sum(int(part) for part in re.findall(r"\d+", text)[:3]) / 3
    assert (brightness < 128) == (theme == "Light")
    for name in ("value", "compile-error", "prun", "profile"):
        tour.show(tour.cell(CODE_CELLS.index(name)))
        tour.save_picture(f"lab-{name}-{theme.lower()}")
