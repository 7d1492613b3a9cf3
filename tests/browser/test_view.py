# tests/browser/test_view.py - the HTML view of a profile in a real Chromium.
#
# build/tests/sample_view prints pages with known profiles (tests/view/sample_view.c);
# CICLE_BUILD names another build directory. Screenshots go to build/screenshots/.
import os
import pathlib
import subprocess

import pytest
from playwright.sync_api import expect, sync_playwright

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("CICLE_BUILD", "build")
SCREENSHOTS = BUILD / "screenshots"
CHROMIUM = "/usr/bin/chromium"
ARGS = ("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync").split()
ROW_PX = 18


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def show(browser, tmp_path):
    """Opens a page of samples; fails the test when the page complains."""
    complaints, contexts = [], []

    def open_page(*samples, **options):
        options.setdefault("viewport", {"width": 1000, "height": 700})
        text = subprocess.run([BUILD / "tests" / "sample_view", *samples], check=True,
                              capture_output=True).stdout
        file = tmp_path / "page.html"
        file.write_bytes(text)
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text))
        page.on("request", lambda request: complaints.append("loads " + request.url)
                if not request.url.startswith("file:") else None)
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def box(page, nth=0):
    return page.locator(".cicle-profile").nth(nth)


def point(page, row, share, nth=0):
    """Where on the page a row of the picture is, `share` of its width from the left."""
    area = page.locator(".cicle-chart").nth(nth).bounding_box()
    return area["x"] + share * area["width"], area["y"] + (row + 0.5) * ROW_PX


def column(page, number):
    return page.locator(f".cicle-table tbody td:nth-child({number})").all_inner_texts()


def zoom_is(page, name):
    expect(box(page)).to_have_attribute("data-zoom", name)
    page.wait_for_timeout(250)  # the animation


def test_summary_says_all_in_one_line(show):
    page = show("sort")
    assert page.locator(".cicle-summary").inner_text() == (
        "sort_all(1000000) · 573,477 calls (532,517 primitive) · 38.2 ms · exact to 10 ns · "
        "probes 28\u00a0% of it")
    assert page.locator(".cicle-summary b").get_attribute("title") == "38,200,000 ns"


def test_unknown_parts_of_the_summary_are_left_out(show):
    page = show("empty")
    assert page.locator(".cicle-summary").inner_text() == "; · 1 call · 0 ns"
    assert "Too short to measure" in box(page).inner_text()


@pytest.mark.parametrize("order, table_is_first", [("table", True), ("picture", False)])
def test_order_of_table_and_picture(show, order, table_is_first):
    page = show("sort", order)
    table = page.locator(".cicle-table").bounding_box()
    picture = page.locator(".cicle-chart").bounding_box()
    assert (table["y"] < picture["y"]) == table_is_first


def test_times_have_three_digits_and_a_unit(show):
    page = show("sort")
    own = [text.split() for text in column(page, 2)]
    assert ["20.6", "ms"] in own and ["812", "µs"] in own and ["90", "ns"] in own
    assert page.locator("td[title='20,600,000 ns']").count() == 2


def test_average_below_the_clock_step_is_marked(show):
    page = show("sort")
    swap = page.locator(".cicle-table tr", has_text="swap")
    assert "below the clock" in swap.locator(".cicle-doubt").first.get_attribute("title")


def test_header_click_sorts_and_second_click_reverses(show):
    page = show("sort")
    sorted_by = page.locator("th[aria-sort]")
    assert sorted_by.inner_text().strip().endswith("own time")
    assert sorted_by.get_attribute("aria-sort") == "descending"
    page.locator("th button", has_text="calls").first.click()
    calls = [int(text.split("/")[0].replace(",", "")) for text in column(page, 1)]
    assert calls == sorted(calls, reverse=True)
    page.locator("th button", has_text="calls").first.click()
    calls = [int(text.split("/")[0].replace(",", "")) for text in column(page, 1)]
    assert calls == sorted(calls)
    assert sorted_by.get_attribute("aria-sort") == "ascending"
    page.get_by_role("button", name="function").click()
    names = column(page, 8)
    assert names == sorted(names, key=lambda name: name.strip("<>").lower())


def test_click_zooms_and_leads_up_again(show):
    page = show("sort")
    zoom_is(page, "In[5]")
    page.mouse.click(*point(page, 2, 0.2))
    zoom_is(page, "quicksort")
    assert page.locator(".cicle-crumbs").inner_text().split() == [
        "In[5]", "›", "sort_all", "›", "quicksort"]
    page.mouse.click(*point(page, 0, 0.5))
    zoom_is(page, "sort_all")
    page.mouse.click(*point(page, 1, 0.9))
    zoom_is(page, "fill")
    page.locator(".cicle-crumbs button", has_text="In[5]").click()
    zoom_is(page, "In[5]")


def test_reduced_motion_zooms_at_once(show):
    page = show("sort", reduced_motion="reduce")
    page.mouse.click(*point(page, 2, 0.2))
    page.mouse.move(*point(page, 1, 0.2))
    expect(box(page)).to_have_attribute("data-hover", "quicksort")
    page.mouse.move(*point(page, 1, 0.9))
    expect(box(page)).to_have_attribute("data-hover", "partition")


def test_hover_tells_name_place_times_and_shares(show):
    page = show("sort")
    page.mouse.move(*point(page, 2, 0.2))
    tip = page.locator(".cicle-tip")
    expect(tip).to_be_visible()
    for part in ("quicksort", "In[3]:22", "27.9 ms", "73.0 % of all", "1.40 ms", "3.7 % of all",
                 "73.2 %", "of its caller sort_all"):
        assert part in tip.inner_text()
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()


def test_keys_walk_zoom_and_reset(show):
    page = show("sort")
    page.locator(".cicle-chart").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(box(page)).to_have_attribute("data-current", "quicksort")
    page.keyboard.press("ArrowRight")
    expect(box(page)).to_have_attribute("data-current", "fill")
    assert "fill, In[2]:9, total 9.10 ms 23.8 % of all" in page.locator(
        ".cicle-unseen").inner_text()
    page.keyboard.press("Enter")
    zoom_is(page, "fill")
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_have_attribute("data-current", "sort_all")
    page.keyboard.press("Escape")
    zoom_is(page, "In[5]")


def test_keys_elsewhere_are_left_alone(show):
    page = show("sort")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    expect(box(page)).to_have_attribute("data-current", "")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_search_filters_the_table_and_says_the_share(show):
    page = show("sort")
    page.locator(".cicle-chart").focus()
    page.keyboard.press("/")
    page.keyboard.type("QUICK")
    expect(page.locator(".cicle-found")).to_have_text("73 % matched")
    assert [name.strip() for name in column(page, 8)] == ["quicksort"]
    page.keyboard.press("Escape")
    expect(page.locator(".cicle-found")).to_have_text("")
    assert len(column(page, 8)) == 12


def test_row_selects_its_function(show):
    page = show("sort")
    before = page.locator(".cicle-chart").screenshot()
    row = page.locator(".cicle-table tr", has_text="partition")
    row.click()
    expect(box(page)).to_have_attribute("data-selected", "partition")
    expect(row).to_have_attribute("aria-selected", "true")
    assert page.locator(".cicle-chart").screenshot() != before
    page.keyboard.press("Escape")
    expect(box(page)).to_have_attribute("data-selected", "")
    row.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box(page)).to_have_attribute("data-selected", "fill")


def test_deep_recursion_scrolls_after_fifteen_rows(show):
    page = show("fib")
    chart = page.locator(".cicle-chart")
    assert chart.bounding_box()["height"] == 15 * ROW_PX
    assert chart.evaluate("chart => chart.scrollHeight") == 31 * ROW_PX
    chart.focus()
    for _ in range(40):
        page.keyboard.press("ArrowDown")
    assert chart.evaluate("chart => chart.scrollTop") == 16 * ROW_PX
    assert "37,527,657/1" in column(page, 1)


def test_hundred_thousand_nodes_stay_smooth(show):
    page = show("big")
    page.mouse.move(*point(page, 2, 0.5))
    expect(page.locator(".cicle-tip")).to_contain_text("boxes too small to draw")
    spent_ms = page.evaluate("""() => {
        const chart = document.querySelector('.cicle-chart');
        const began = performance.now();
        for (let i = 0; i < 20; i++)
            chart.dispatchEvent(new Event('scroll'));
        return (performance.now() - began) / 20;
    }""")
    assert spent_ms < 50
    page.mouse.click(*point(page, 1, 0.005))
    zoom_is(page, "group_0")
    page.mouse.move(*point(page, 1, 0.01))
    expect(box(page)).to_have_attribute("data-hover", "leaf_0")


def test_long_tables_are_cut_until_asked(show):
    page = show("big")
    assert len(column(page, 1)) == 20
    page.get_by_role("button", name="show all 1,101").click()
    assert len(column(page, 1)) == 1101
    expect(page.locator(".cicle-more")).to_be_hidden()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_hostile_names_stay_text(show, has_scripts):
    page = show("hostile", java_script_enabled=has_scripts)
    if has_scripts:
        page.locator(".cicle-chart").hover()
        assert page.evaluate("window.owned") is None
    assert box(page).locator("img, script").count() == 0
    text = box(page).inner_text()
    assert "<img src=x onerror=\"window.owned=1\">" in text
    assert "größe" in text
    assert text.startswith('puts("</script><script>window.owned = 1</script>\ufffd(")')


def test_root_with_several_calls_is_the_cell_whose_bad_bytes_are_replaced(show):
    page = show("hostile")
    cell = "In[\"'<b>\ufffd]"
    zoom_is(page, cell)
    page.mouse.click(*point(page, 1, 0.985))
    zoom_is(page, "second")
    assert page.locator(".cicle-crumbs button").inner_text() == cell


def test_outputs_do_not_disturb_each_other(show):
    page = show("sort", "picture", "sort", "table", "fib", "picture")
    page.mouse.click(*point(page, 2, 0.2))
    zoom_is(page, "quicksort")
    expect(box(page, 1)).to_have_attribute("data-zoom", "In[5]")
    expect(box(page, 2)).to_have_attribute("data-zoom", "In[2]")
    page.keyboard.press("/")
    page.keyboard.type("swap")
    assert box(page, 0).locator(".cicle-found").inner_text() != ""
    assert box(page, 1).locator(".cicle-found").inner_text() == ""
    names = page.evaluate("Object.getOwnPropertyNames(window)")
    assert not {"Chart", "View", "Tree", "start", "el"} & set(names)


def test_one_output_shown_twice_lives_twice(show):
    page = show("sort")
    page.evaluate("""() => {
        const script = document.querySelector('script:not([type])');
        const copy = document.querySelector('.cicle-profile').cloneNode(true);
        copy.removeAttribute('data-live');
        document.body.append(copy);
        const again = document.createElement('script');
        again.textContent = script.textContent;
        document.body.append(again);
    }""")
    page.locator(".cicle-chart").nth(1).scroll_into_view_if_needed()
    page.mouse.click(*point(page, 2, 0.2, nth=1))
    expect(box(page, 1)).to_have_attribute("data-zoom", "quicksort")
    expect(box(page, 0)).to_have_attribute("data-zoom", "In[5]")


def test_without_scripts_picture_and_table_are_there(show):
    page = show("sort", java_script_enabled=False)
    boxes = page.locator("li > div")
    assert boxes.first.inner_text() == "In[5] 38.2 ms 100 %"
    wide = page.locator("li > div", has_text="fill").first.bounding_box()["width"]
    all_px = boxes.first.bounding_box()["width"]
    assert abs(wide / all_px - 0.238) < 0.01
    tops = {text.bounding_box()["y"] for text in boxes.all()}
    assert len(tops) == 5
    assert page.locator("tbody tr").count() == 12
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "view-static.png")


def test_without_scripts_the_rest_is_on_demand(show):
    page = show("big", java_script_enabled=False)
    assert page.locator("details summary").inner_text() == "1,081 more"
    assert "881 more are not shown here." in page.locator("details").text_content()


def test_theme_change_is_noticed(show):
    page = show("sort", color_scheme="light")
    expect(box(page)).to_have_attribute("data-theme", "light")
    page.emulate_media(color_scheme="dark")
    expect(box(page)).to_have_attribute("data-theme", "dark")
    page.evaluate("document.body.style.setProperty('--jp-content-font-color1', 'black')")
    expect(box(page)).to_have_attribute("data-theme", "light")


def test_resizing_redraws(show):
    page = show("sort")
    for width in (1200, 420):
        page.set_viewport_size({"width": width, "height": 700})
        page.wait_for_timeout(100)
        chart = page.locator(".cicle-chart").bounding_box()
        assert page.locator("canvas").bounding_box()["width"] == chart["width"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [700, 1200])
@pytest.mark.parametrize("sample", ["sort", "fib"])
def test_screenshots(show, sample, width, scheme):
    page = show(sample, color_scheme=scheme, viewport={"width": width, "height": 560})
    page.wait_for_timeout(100)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"view-{sample}-{width}-{scheme}.png")
