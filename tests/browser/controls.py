# tests/browser/controls.py - every control of a profile's view, and how the view must look; used in
# JupyterLab and in the standalone file alike.
import re

from playwright.sync_api import expect

ROW_PX = 18
ANIMATION_MS = 250

# Notes which controls were used, by what they are called.
WATCH = """view => {
    const nameOf = (element) => {
        const at = element.closest('button, input, select');
        if (!at || !view.contains(at))
            return null;
        if (at.dataset.pick)
            return 'pick ' + at.dataset.pick;
        if (at.closest('th'))
            return 'sort ' + at.textContent.trim();
        if (at.closest('.cicle-crumbs'))
            return 'crumb';
        if (at.closest('.cicle-strip'))
            return 'strip';
        return at.getAttribute('aria-label') || at.closest('label')?.firstChild.textContent ||
            at.textContent.replace(/[\\d,]+/, 'N').trim();
    };
    const used = new Set(), seen = new Set();
    const see = () => view.querySelectorAll('button, input, select').forEach((each) =>
        each.checkVisibility() && seen.add(nameOf(each)));
    for (const kind of ['click', 'input', 'change'])
        view.addEventListener(kind, (event) => { used.add(nameOf(event.target)); see(); }, true);
    new MutationObserver(see).observe(view, { childList: true, subtree: true });
    see();
    view.controls = () => [...seen].filter((name) => name && !used.has(name)).sort();
}"""

# What is wrong with the looks: text of too little contrast, boxes of other colours than their function's
# mark, parts that stand out of the view.
LOOK = """view => {
    const numbers = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
    const over = (top, [r, g, b]) => {
        const [x, y, z, a = 1] = top;
        return [x * a + r * (1 - a), y * a + g * (1 - a), z * a + b * (1 - a)];
    };
    const isOpaque = (colour) => colour.length === 3 || colour[3] === 1;
    const ground = (element) => {
        const layers = [];
        let at = element;
        for (; at; at = at.parentElement) {
            const colour = numbers(getComputedStyle(at).backgroundColor);
            if (colour[3] !== 0)
                layers.push(colour);
            if (colour[3] !== 0 && isOpaque(colour))
                break;
        }
        const base = at ? layers.pop() : (matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255]);
        return layers.reduceRight((below, layer) => over(layer, below), base);
    };
    const light = (colour) => {
        const [r, g, b] = colour.map((part) => part / 255).map((part) =>
            part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a, b) => {
        const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
        return (x + 0.05) / (y + 0.05);
    };
    const wrong = [];
    const walker = document.createTreeWalker(view, NodeFilter.SHOW_TEXT);
    for (let text; (text = walker.nextNode());) {
        const element = text.parentElement;
        if (!text.data.trim() || !element.checkVisibility() || element.closest('style, option, .cicle-unseen'))
            continue;
        const below = ground(element);
        const ratio = contrast(over(numbers(getComputedStyle(element).color), below), below);
        if (ratio < 4.5)
            wrong.push('contrast ' + ratio.toFixed(2) + ' of "' + text.data.slice(0, 30) + '"');
    }
    for (const mark of view.querySelectorAll('td .cicle-mark')) {
        const ratio = contrast([14, 17, 20], numbers(mark.style.background || getComputedStyle(mark).backgroundColor).length ?
            numbers(getComputedStyle(mark).backgroundColor) : [0, 0, 0]);
        if (ratio < 4.5)
            wrong.push('contrast ' + ratio.toFixed(2) + ' of labels on ' + mark.parentElement.textContent);
    }
    const edge = view.getBoundingClientRect();
    for (const element of view.querySelectorAll('*')) {
        const box = element.getBoundingClientRect();
        const scrolls = element.closest('.cicle-table, .cicle-source, .cicle-chart, .cicle-unseen, .cicle-strip, style');
        if (box.width && !scrolls && (box.right > edge.right + 1.5 || box.left < edge.left - 1.5))
            wrong.push(element.className + ' stands out of the view: ' + box.left + ' to ' + box.right);
    }
    if (view.scrollWidth > view.clientWidth + 1)
        wrong.push('the view scrolls sideways: ' + view.scrollWidth + ' in ' + view.clientWidth);
    return [...new Set(wrong)];
}"""

# The colour of the picture's pixel at a share of its width in a row, and that of a function's mark.
PIXEL = """(view, [row, share]) => {
    const canvas = view.querySelector('canvas');
    const density = canvas.width / canvas.clientWidth;
    const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    copy.drawImage(canvas, -Math.round(share * canvas.width), -Math.round((row * 18 + 3) * density));
    return Array.from(copy.getImageData(0, 0, 1, 1).data.slice(0, 3));
}"""
MARK = """(view, name) => {
    const td = Array.from(view.querySelectorAll('td.cicle-name')).find((each) => each.textContent === name);
    return getComputedStyle(td.querySelector('.cicle-mark')).backgroundColor.match(/\\d+/g).map(Number);
}"""


class Controls:
    """Uses each control of one view; every use must be seen."""

    def __init__(self, page, view):
        self.page, self.view = page, view
        view.evaluate(WATCH)

    # ---- parts ---------------------------------------------------------------------------------
    def pick(self, name):
        self.view.locator(f".cicle-segments [data-pick={name}]").click()
        expect(self.view.locator(f"[data-pick={name}]")).to_have_attribute("aria-pressed", "true")

    def menu(self):
        panel = self.view.locator(".cicle-panel")
        if not panel.is_visible():
            self.view.locator(".cicle-opener").click()
        expect(panel).to_be_visible()
        return panel

    def point(self, row, share):
        chart = self.view.locator(".cicle-chart")
        chart.scroll_into_view_if_needed()
        area = chart.bounding_box()
        return area["x"] + share * area["width"], area["y"] + (row + 0.5) * ROW_PX

    def row(self, name):
        return self.view.locator(".cicle-table tbody tr", has=self.page.locator(f"td[title='{name}']"))

    def is_now(self, **state):
        for key, value in state.items():
            expect(self.view).to_have_attribute("data-" + key, value)

    def still(self):
        self.page.mouse.move(2, 2)
        self.page.wait_for_timeout(ANIMATION_MS)

    def picture(self):
        return self.view.locator(".cicle-chart").screenshot()

    def changes_picture(self, act):
        self.still()
        before = self.picture()
        act()
        self.still()
        assert self.picture() != before

    def reset(self):
        undo = self.view.locator(".cicle-undo")
        if undo.is_visible():
            undo.click()
        expect(undo).to_be_hidden()

    # ---- the toolbar ---------------------------------------------------------------------------
    def styles(self):
        for style in ("flame", "sunburst", "timeline", "icicle"):
            if self.view.locator(f"[data-pick={style}]").count():
                self.changes_picture(lambda style=style: self.pick(style))
                self.is_now(style=style)

    def widths(self):
        for width in ("calls", "bytes", "time"):
            if self.view.locator(f"[data-pick={width}]").count():
                self.changes_picture(lambda width=width: self.pick(width))
                self.is_now(width=width)

    def searches(self):
        search = self.view.locator("input[type=search]")
        search.fill("deep")
        expect(self.view.locator(".cicle-found")).to_contain_text("% matched")
        assert self.view.locator(".cicle-table tbody tr").count() == 1
        search.fill("no such function")
        expect(self.view.locator(".cicle-found")).to_have_text("0 % matched")
        search.fill("")
        expect(self.view.locator(".cicle-found")).to_have_text("")

    def choices(self):
        for label, note in (("Depth", "at most {} rows"), ("Show", "{} % and more")):
            select = self.menu().get_by_label(label)
            for number, text in enumerate(select.locator("option").all_inner_texts()):
                self.menu()
                select.select_option(index=number)
                figure = re.match(r"[\d.]*", text)[0]
                if figure:
                    shown = figure if label == "Depth" else f"{float(figure):.1f}"
                    expect(self.view.locator(".cicle-note")).to_have_text(note.format(shown))
            self.menu()
            select.select_option(index=0)
            expect(self.view.locator(".cicle-note")).to_have_text("")
        self.page.keyboard.press("Escape")

    def forms(self):
        for label, note in (("Collapse recursion", "recursion collapsed"), ("Callers below", "callers below")):
            for is_on in (True, False):
                self.menu().get_by_label(label).set_checked(is_on)
                expect(self.view.locator(".cicle-note")).to_have_text(note if is_on else "")
        self.page.keyboard.press("Escape")
        expect(self.view.locator(".cicle-panel")).to_be_hidden()

    def keys_list(self):
        self.menu().get_by_role("button", name="Keys").click()
        expect(self.view.locator(".cicle-keys")).to_be_visible()
        self.page.keyboard.press("Escape")
        expect(self.view.locator(".cicle-keys")).to_be_hidden()

    def save(self, name):
        panel = self.menu()
        with self.page.expect_download() as download:
            panel.get_by_role("button", name="Save as " + name).click()
        with open(download.value.path(), "rb") as file:
            return file.read()

    def files(self):
        svg = self.save("SVG").decode()
        assert svg.count("<title>deep") == 20 and "<script" not in svg
        png = self.save("PNG")
        assert png.startswith(b"\x89PNG\r\n\x1a\n") and int.from_bytes(png[16:20], "big") == 2400
        html = self.save("HTML").decode()
        assert html.startswith("<!doctype html>") and "DecompressionStream" not in html and "class View" in html
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.menu().get_by_role("button", name="Copy as text").click()
        self.page.wait_for_timeout(100)
        text = self.page.evaluate("navigator.clipboard.readText()")
        assert "function calls" in text and "(deep)" in text and text.count("(part_") == 24

    # ---- the table -----------------------------------------------------------------------------
    def table(self):
        more = self.view.locator(".cicle-more")
        if more.is_visible():
            assert self.view.locator(".cicle-table tbody tr").count() == 20
            more.click()
        expect(more).to_be_hidden()
        assert self.view.locator(".cicle-table tbody tr").count() >= 26
        heads = self.view.locator(".cicle-table th")
        for number in range(heads.count()):
            orders = set()
            for _ in range(2):
                heads.nth(number).locator("button").click()
                sorted_by = self.view.locator("th[aria-sort]")
                expect(sorted_by).to_have_count(1)
                orders.add(sorted_by.get_attribute("aria-sort"))
            assert orders == {"ascending", "descending"}
        self.view.locator("th button", has_text="own time").click()

    def rows(self):
        self.row("deep").click()
        self.is_now(selected="deep")
        expect(self.row("deep")).to_have_attribute("aria-selected", "true")
        self.row("deep").focus()
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")
        expect(self.view).not_to_have_attribute("data-selected", "deep")
        self.reset()

    # ---- the selected function -----------------------------------------------------------------
    def sides(self):
        self.row("deep").click()
        sides = self.view.locator(".cicle-sides")
        expect(sides).to_be_visible()
        expect(sides.locator(".cicle-source code").first).to_contain_text("deep")
        expect(sides.locator(".cicle-bars")).to_be_visible()
        sides.locator(".cicle-strip button", has_text="work").click()
        self.is_now(selected="work")
        sides.locator(".cicle-strip button", has_text="deep").click()
        self.is_now(selected="deep")
        sides.get_by_role("button", name="as root").click()
        self.is_now(only="deep")
        self.view.locator(".cicle-crumbs button").first.click()
        self.is_now(only="")
        sides.get_by_role("button", name="Unselect").click()
        self.is_now(selected="")
        expect(sides).to_be_hidden()
        self.reset()

    # ---- the picture ---------------------------------------------------------------------------
    def mouse(self):
        x, y = self.point(1, 0.05)
        self.page.mouse.move(x, y)
        self.is_now(hover="work")
        expect(self.view.locator(".cicle-tip")).to_be_visible()
        self.page.mouse.click(x, y)
        self.is_now(zoom="work")
        self.view.locator(".cicle-crumbs button").first.click()
        self.still()
        self.page.keyboard.down("Shift")
        self.page.mouse.click(*self.point(2, 0.05))
        self.page.keyboard.up("Shift")
        self.is_now(selected="deep")
        self.reset()
        self.still()
        self.page.mouse.dblclick(*self.point(2, 0.05))
        expect(self.view.locator("input[type=search]")).to_have_value("deep")
        self.reset()
        self.still()
        self.page.mouse.move(*self.point(5, 0.05))
        self.page.mouse.wheel(0, 400)
        self.view.locator(".cicle-chart").evaluate(
            "chart => new Promise((done) => { const look = () => chart.scrollTop > 0 ? done()"
            " : requestAnimationFrame(look); look(); })")

    def keyboard(self):
        chart = self.view.locator(".cicle-chart")
        chart.focus()
        for key, current in (("ArrowDown", None), ("ArrowDown", "work"), ("ArrowDown", "deep"),
                             ("ArrowRight", None), ("ArrowLeft", "deep"), ("ArrowUp", "work")):
            self.page.keyboard.press(key)
            if current:
                self.is_now(current=current)
        self.page.keyboard.press("Enter")
        self.is_now(zoom="work")
        self.page.keyboard.press(" ")
        self.is_now(selected="work")
        self.page.keyboard.press("Escape")
        self.is_now(selected="")
        for key, width in (("c", "calls"), ("t", "time")):
            self.page.keyboard.press(key)
            self.is_now(width=width)
        if self.view.locator("[data-pick=bytes]").count():
            self.page.keyboard.press("b")
            self.is_now(width="bytes")
            self.page.keyboard.press("t")
        self.page.keyboard.press("?")
        expect(self.view.locator(".cicle-keys")).to_be_visible()
        self.page.keyboard.press("?")
        expect(self.view.locator(".cicle-keys")).to_be_hidden()
        self.page.keyboard.press("/")
        expect(self.view.locator("input[type=search]")).to_be_focused()
        self.page.keyboard.press("Escape")
        expect(chart).to_be_focused()

    # ---- looks ---------------------------------------------------------------------------------
    def looks(self):
        self.row("deep").click()
        self.menu()
        self.still()
        wrong = self.view.evaluate(LOOK)
        assert not wrong, wrong
        self.page.keyboard.press("Escape")
        self.reset()
        self.still()
        for row, name in ((1, "work"), (2, "deep")):
            colour, mark = self.view.evaluate(PIXEL, [row, 0.3]), self.view.evaluate(MARK, name)
            assert max(abs(a - b) for a, b in zip(colour, mark)) <= 2, (name, colour, mark)

    def use_all(self):
        """Uses all; at the end there must be none that was not used."""
        for use in (self.styles, self.widths, self.searches, self.choices, self.forms, self.keys_list, self.files,
                    self.table, self.rows, self.sides, self.mouse, self.keyboard, self.looks):
            self.reset()
            self.still()
            use()
        unused = self.view.evaluate("view => view.controls()")
        assert not unused, unused
