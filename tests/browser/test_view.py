# tests/browser/test_view.py - the HTML view of a profile in a real Chromium.
#
# build/tests/sample_view prints pages with known profiles (tests/view/sample_view.c);
# CICLE_BUILD names another build directory. Screenshots go to build/screenshots/.
import os
import pathlib
import subprocess
import xml.etree.ElementTree

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
        "probes 28\u00a0% of it · 5 of 5 identities hold")
    assert page.locator(".cicle-summary b").get_attribute("title") == "38,200,000 ns"


def test_unknown_parts_of_the_summary_are_left_out(show):
    page = show("empty")
    assert page.locator(".cicle-summary").inner_text() == "; · 1 call · 0 ns · 5 of 5 identities hold"
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


def test_hundred_thousand_nodes_are_painted_soon(show):
    page = show("big")
    expect(page.locator(".cicle-chart")).to_be_visible()
    clock = page.context.new_cdp_session(page)  # the CPU's time: other programs may be running
    clock.send("Performance.enable", {"timeDomain": "threadTicks"})

    def cpu_ms():
        metrics = clock.send("Performance.getMetrics")["metrics"]
        return 1000 * next(each["value"] for each in metrics if each["name"] == "TaskDuration")

    def start_again():
        began_ms = cpu_ms()
        page.evaluate("""async () => {
            const box = document.querySelector('.cicle-profile');
            const script = document.createElement('script');
            script.textContent = document.querySelector('script:not([type])').textContent;
            box.innerHTML = '<p class="cicle-summary"><code>big()</code></p>';
            box.removeAttribute('data-live');
            document.head.querySelector('[class^=cicle-code]').remove(); // it is unpacked again
            document.body.append(script);
            while (!box.querySelector('canvas'))
                await new Promise((done) => setTimeout(done));
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        }""")
        return cpu_ms() - began_ms

    spent_ms = [start_again() for _ in range(4)]
    assert 5 < min(spent_ms) < 200, spent_ms


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
    assert "semi;colon \"quoted\" 'name'\\nnext line" in text
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


# ---- the toolbar --------------------------------------------------------------------------------
def pick(page, name):
    page.locator(f".cicle-segments [data-pick={name}]").click()


def menu(page):
    page.locator(".cicle-opener").click()
    panel = page.locator(".cicle-panel")
    expect(panel).to_be_visible()
    return panel


def hovered_at(page, row, share):
    page.mouse.move(5, 5)
    page.mouse.move(*point(page, row, share))
    return box(page).get_attribute("data-hover")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_styles(show, scheme):
    page = show("sort", color_scheme=scheme)
    pictures = set()
    for style in ("icicle", "flame", "sunburst"):
        pick(page, style)
        expect(box(page)).to_have_attribute("data-style", style)
        expect(page.locator(f"[data-pick={style}]")).to_have_attribute("aria-pressed", "true")
        pictures.add(page.locator(".cicle-chart").screenshot())
    assert len(pictures) == 3


def test_flame_has_its_root_at_the_bottom(show):
    page = show("sort")
    pick(page, "flame")
    assert hovered_at(page, 4, 0.5) == "In[5]"
    assert hovered_at(page, 2, 0.85) == "fill"
    page.locator(".cicle-chart").focus()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    expect(box(page)).to_have_attribute("data-current", "quicksort")
    page.mouse.click(*point(page, 2, 0.85))
    zoom_is(page, "fill")
    assert hovered_at(page, 4, 0.5) == "fill"


def test_deep_flame_begins_at_its_root_and_scrolls_up(show):
    page = show("fib")
    pick(page, "flame")
    chart = page.locator(".cicle-chart")
    expect(chart).to_have_js_property("scrollTop", 16 * ROW_PX)
    assert hovered_at(page, 14, 0.5) == "In[2]"
    chart.focus()
    for _ in range(40):
        page.keyboard.press("ArrowUp")
    expect(chart).to_have_js_property("scrollTop", 0)


def test_sunburst_zooms_in_the_middle(show):
    page = show("sort")
    pick(page, "sunburst")
    area = page.locator(".cicle-chart").bounding_box()
    middle = area["x"] + area["width"] / 2, area["y"] + area["height"] / 2
    page.mouse.move(*middle)
    expect(page.locator(".cicle-tip")).to_contain_text("In[5]")
    page.mouse.click(middle[0] + 110, middle[1])
    zoom_is(page, "quicksort")
    page.mouse.click(*middle)
    zoom_is(page, "sort_all")
    page.mouse.move(area["x"] + 2, area["y"] + 2)
    expect(page.locator(".cicle-tip")).to_be_hidden()


def test_width_by_calls(show):
    page = show("sort")
    assert hovered_at(page, 2, 0.8) == "fill"
    pick(page, "calls")
    assert hovered_at(page, 2, 0.8) == "quicksort"
    expect(page.locator(".cicle-tip")).to_contain_text("491,522")
    page.locator(".cicle-chart").focus()
    page.keyboard.press("t")
    expect(box(page)).to_have_attribute("data-width", "time")
    page.keyboard.press("c")
    expect(box(page)).to_have_attribute("data-width", "calls")
    assert page.evaluate("document.activeElement.className") == "cicle-chart"


def test_what_took_no_time_still_has_calls(show):
    page = show("empty")
    pick(page, "calls")
    assert hovered_at(page, 0, 0.5) == "In[1]"


def test_depth_and_cutoff(show):
    page = show("sort")
    menu(page).get_by_label("Depth").select_option("3 rows")
    assert page.locator(".cicle-chart").bounding_box()["height"] == 3 * ROW_PX
    expect(page.locator(".cicle-note")).to_have_text("at most 3 rows")
    page.locator(".cicle-panel").get_by_label("Show").select_option("5 % and more")
    page.keyboard.press("Escape")
    page.mouse.move(*point(page, 2, 0.98))
    expect(page.locator(".cicle-tip")).to_contain_text("too small to draw")


def test_collapsed_recursion_is_one_call(show):
    page = show("fib")
    menu(page).get_by_label("Collapse recursion").check()
    assert page.locator(".cicle-chart").bounding_box()["height"] == 2 * ROW_PX
    page.mouse.move(*point(page, 1, 0.5))
    expect(page.locator(".cicle-tip")).to_contain_text("37,527,657")
    page.get_by_label("Collapse recursion").uncheck()
    assert page.locator(".cicle-chart").bounding_box()["height"] == 15 * ROW_PX


def test_collapsed_recursion_of_two_functions(show):
    page = show("mutual")
    menu(page).get_by_label("Collapse recursion").check()
    assert page.locator(".cicle-chart").bounding_box()["height"] == 3 * ROW_PX
    page.mouse.move(*point(page, 2, 0.1))
    tip = page.locator(".cicle-tip")
    expect(tip).to_contain_text("is_odd")
    assert "3.00" in tip.inner_text() and "3" in tip.inner_text()


def test_callers_below(show):
    page = show("sort")
    menu(page).get_by_label("Callers below").check()
    page.keyboard.press("Escape")
    assert hovered_at(page, 1, 0.2) == "partition"
    assert "53.9 % of all" in page.locator(".cicle-tip").inner_text()
    assert hovered_at(page, 2, 0.2) == "quicksort"
    assert hovered_at(page, 3, 0.45) == "sort_all"
    assert "24.1 % of all" in page.locator(".cicle-tip").inner_text()


def test_timeline_shows_calls_in_their_order(show):
    page = show("timeline")
    assert show("sort").locator("[data-pick=timeline]").count() == 0
    pick(page, "timeline")
    assert [hovered_at(page, 1, share) for share in (0.05, 0.15, 0.25, 0.4, 0.55, 0.75, 0.95)] == [
        "", "work", "", "work", "", "work", ""]
    assert [hovered_at(page, 2, share) for share in (0.12, 0.17, 0.45, 0.7)] == ["part", "", "part", "part"]
    page.mouse.move(*point(page, 1, 0.4))
    expect(page.locator(".cicle-tip")).to_contain_text("began")
    assert "3.00 ms\tafter the start" in page.locator(".cicle-tip").inner_text()
    expect(page.locator(".cicle-note")).to_have_text("in order of time \u00b7 without calls below 400 µs")
    page.mouse.click(*point(page, 1, 0.7))
    zoom_is(page, "work")
    assert [hovered_at(page, 1, share) for share in (0.4, 0.6)] == ["part", ""]
    page.locator(".cicle-chart").focus()
    for key in ("ArrowDown", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    expect(box(page)).to_have_attribute("data-current", "In[4]")
    page.keyboard.press("Escape")
    page.locator(".cicle-table tr", has_text="part").click()
    zoom_is(page, "In[4]")
    assert saved(page, "SVG").count(b"<title>part") == 3
    pick(page, "calls")  # has no order of time
    expect(box(page)).to_have_attribute("data-style", "icicle")
    pick(page, "timeline")
    pick(page, "time")
    menu(page).get_by_label("Callers below").check()
    expect(box(page)).to_have_attribute("data-style", "icicle")


def strip(page, number):
    return page.locator(".cicle-strip").nth(number).locator("> *")


def test_selected_function_stands_between_callers_and_callees(show):
    page = show("sort")
    page.locator(".cicle-table tr", has_text="quicksort").click()
    zoom_is(page, "quicksort")
    assert strip(page, 0).all_inner_texts() == ["sort_all 100 %"]
    assert strip(page, 1).all_inner_texts() == [
        "partition 73.8 %", "swap 11.7 %", "own time 14.4 %"]
    strip(page, 1).first.click()
    expect(box(page)).to_have_attribute("data-selected", "partition")
    assert strip(page, 0).all_inner_texts() == ["quicksort 100 %"]
    page.get_by_label("Unselect").click()
    expect(page.locator(".cicle-sides")).to_be_hidden()


def test_shares_are_those_of_each_caller(show):
    page = show("shares")
    assert [hovered_at(page, 2, share) for share in (0.38, 0.45, 0.55, 0.95)] == list("cddc")
    for function, calls in (("c", ["a 80.0 %", "b 20.0 %"]), ("d", ["b 80.0 %", "a 20.0 %"])):
        page.get_by_role("row").filter(has=page.get_by_text(function, exact=True)).click()
        assert strip(page, 0).all_inner_texts() == calls


def test_how_long_single_calls_lasted(show):
    page = show("shares")
    rows = page.get_by_role("row")
    rows.filter(has=page.get_by_text("c", exact=True)).click()
    bars = page.locator(".cicle-group")
    assert [bar.get_attribute("title") for bar in bars.all()] == [
        "65.5 µs to 131 µs: 40 calls, 80.0 %", "131 µs to 262 µs: 8 calls, 16.0 %",
        "262 µs to 524 µs: 2 calls, 4.0 %"]
    heights = [bar.locator("span").bounding_box()["height"] for bar in bars.all()]
    assert heights[0] == 30 and abs(heights[1] - 6) < 0.1 and abs(heights[2] - 1.5) < 0.1
    assert page.locator(".cicle-durations").inner_text() == (
        "80.0 µs to 300 µs · 100 µs on average")
    rows.filter(has=page.get_by_text("d", exact=True)).click()
    expect(page.locator(".cicle-durations")).to_have_count(0)  # not known
    page.mouse.move(*point(page, 2, 0.1))
    expect(page.locator(".cicle-tip")).to_contain_text("any call of it: 80.0 µs to 300 µs")


def test_width_by_bytes(show):
    page = show("shares")
    assert [text.strip() for text in column(page, 8)] == ["3.00 MB", "0 B", "0 B", "1.00 kB", "1.00 MB"]
    pick(page, "bytes")
    assert hovered_at(page, 1, 0.7) == "a"
    expect(page.locator(".cicle-tip")).to_contain_text("3.00 MB\t1.00 kB by itself", use_inner_text=True)
    page.locator(".cicle-chart").focus()
    page.keyboard.press("t")
    assert hovered_at(page, 1, 0.7) == "b"
    page.keyboard.press("b")
    expect(box(page)).to_have_attribute("data-width", "bytes")
    menu(page).get_by_label("Callers below").check()
    assert hovered_at(page, 1, 0.5) == "c"
    assert show("sort").locator("[data-pick=bytes]").count() == 0


MEANS = ["sort_all", "20.0 ms", "399 µs", "+19.8 ms"]


def test_mean_of_runs_and_change_since_the_last(show):
    page = show("sort:runs")
    assert "38.2 ms ± 500 µs, mean of 3 runs · as fast as the last run, within what runs differ" in (
        page.locator(".cicle-summary").inner_text())
    cells = [row.locator("td").all_inner_texts() for row in page.locator("tbody tr").all()]
    rows = {row[9].strip(): row for row in cells if len(row) > 9}
    assert [rows["sort_all"][i].strip() for i in (1, 2, 3)] == MEANS[1:]
    assert rows["<cell>"][3].strip() == "0 ns"
    assert rows["next_random"][3].strip().startswith("≈")
    assert page.locator(".cicle-slower").count() == 3
    page.locator("th button", has_text="change").click()
    assert column(page, 10)[0].strip() == "sort_all"


def test_change_of_a_function_that_is_new(show):
    page = show("fib:shares")
    assert [text.strip() for text in column(page, 3)].count("new") == 4  # not the cell
    assert "faster than the last run" in page.locator(".cicle-summary").inner_text()


def test_mean_and_change_without_scripts(show):
    page = show("sort:runs", java_script_enabled=False)
    heads = page.locator("th").all_inner_texts()
    assert heads[:5] == ["calls", "own time", "±", "change", "%"]
    first = page.locator("tbody tr").first.locator("td").all_inner_texts()
    assert [first[9], *first[1:4]] == MEANS
    assert page.locator("tbody tr", has_text="next_random").locator("td").nth(3).inner_text() == "≈ 0"


def test_comparison_marks_what_is_noise(show):
    page = show("sort+runs")
    row = page.locator(".cicle-table tbody tr", has_text="next_random")
    assert row.locator("td").nth(2).inner_text().strip().startswith("≈")
    assert "no more than runs differ" in row.locator("td").nth(2).get_attribute("title")
    assert "≈" not in page.locator(".cicle-table tbody tr", has_text="partition").inner_text()
    assert ", no more than runs differ" in page.locator(".cicle-summary").inner_text()


def test_all_calls_of_a_function_as_one(show):
    page = show("sort")
    page.locator(".cicle-table tr", has_text="partition").click()
    zoom_is(page, "quicksort")
    page.get_by_role("button", name="as root").click()
    zoom_is(page, "partition")
    assert hovered_at(page, 0, 0.5) == "partition"
    assert "20.6 ms" in page.locator(".cicle-tip").inner_text()
    menu(page).get_by_label("Callers below").check()
    page.keyboard.press("Escape")
    assert hovered_at(page, 2, 0.1) == "quicksort"
    page.locator(".cicle-undo").click()
    expect(box(page)).to_have_attribute("data-only", "")
    expect(page.locator(".cicle-undo")).to_be_hidden()


def source_rows(page, name):
    """The rows of a function's source, as texts without the line's number."""
    page.locator(".cicle-table tr", has=page.locator(".cicle-name", has_text=name)).click()
    rows = page.locator(".cicle-source tbody tr").all()
    return [[cell.strip("\n") for cell in row.locator("td").all_inner_texts()] for row in rows]


def warmth(page):
    """How opaque each line's colour is."""
    return page.evaluate("""() => Array.from(document.querySelectorAll('.cicle-source tbody tr'), (row) =>
        row.style.background ? Number(row.style.background.match(/([\\d.]+)\\)/)[1]) : 0)""")


def test_source_shows_what_a_line_profiled_run_found(show):
    page = show("source")
    rows = source_rows(page, "sum")
    assert rows == [["", "", "", "", "3", "int sum(const int *a)"], ["", "", "", "", "4", "{"],
                    ["1", "100 ns", "100 ns", "10.0 %", "5", "\tint s = 0; // <b>"],
                    ["1,000", "900 ns", "0.90 ns", "90.0 %", "6", "\tfor (...) s += *a;"],
                    ["", "", "", "", "7", "}"]]
    assert warmth(page) == pytest.approx([0, 0, 0.05, 0.45, 0], abs=0.004)
    assert "as %lprun timed it, in a run of its own: 1.00 \u00b5s" in page.locator(".cicle-said").inner_text()


def test_source_without_line_times_tells_calls_only(show):
    page = show("source")
    rows = source_rows(page, "work")
    assert [row[:4] + row[5:] for row in rows] == [
        ["", "", "", "", "int work(void)"], ["", "", "", "", "{"],
        ["5", "4.00 ms", "", "44.4 %", "\tint s = sum(a); // quiet();"],
        ["3", "1.00 ms", "", "11.1 %", "\tprintf(\"quiet(</script><!--\\n\", s);"],
        ["", "", "", "", "\t/* work("], ["6", "", "", "", "\t*/ work();"],
        ["\u2264\u00a08", "\u2264\u00a02.00 ms", "", "\u2264\u00a022.2 %", "\ttwice();"],
        ["\u2264\u00a08", "\u2264\u00a02.00 ms", "", "\u2264\u00a022.2 %", "\treturn twice();"],
        ["", "", "", "", "}"]]
    assert [row[4] for row in rows] == [str(line) for line in range(10, 19)]
    assert warmth(page) == pytest.approx([0, 0, 0.222, 0.056, 0, 0, 0, 0, 0], abs=0.004)
    assert page.locator(".cicle-said").inner_text() == (
        "entered 8 times \u00b7 calls at the lines that name them \u00b7 on no line by name: quiet \u00b7 "
        "own time by line: %lprun -f work \u2026")
    assert "some on other lines" in page.locator(".cicle-source tbody tr").nth(6).get_attribute("title")


def test_source_that_nobody_has_is_not_shown(show):
    page = show("source")
    page.locator(".cicle-table tr", has_text="printf").click()
    expect(page.locator(".cicle-sides")).to_be_visible()
    assert page.locator(".cicle-source").count() == 0


def test_reset_takes_everything_back(show):
    page = show("sort")
    expect(page.locator(".cicle-undo")).to_be_hidden()
    page.mouse.click(*point(page, 2, 0.2))
    zoom_is(page, "quicksort")
    page.locator(".cicle-undo").click()
    zoom_is(page, "In[5]")


def test_double_click_searches(show):
    page = show("sort")
    page.mouse.dblclick(*point(page, 2, 0.85))
    expect(page.locator(".cicle-found")).to_have_text("24 % matched")
    zoom_is(page, "In[5]")


def test_shift_click_and_space_select(show):
    page = show("sort")
    page.keyboard.down("Shift")
    page.mouse.click(*point(page, 2, 0.85))
    page.keyboard.up("Shift")
    expect(box(page)).to_have_attribute("data-selected", "fill")
    page.locator(".cicle-chart").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    expect(box(page)).to_have_attribute("data-selected", "In[5]")


def test_question_mark_lists_the_keys(show):
    page = show("sort")
    page.locator(".cicle-chart").focus()
    page.keyboard.press("?")
    expect(page.locator(".cicle-keys")).to_contain_text("width by time, by calls")
    page.keyboard.press("Escape")
    expect(page.locator(".cicle-keys")).to_be_hidden()
    menu(page).get_by_role("button", name="Keys").click()
    expect(page.locator(".cicle-keys")).to_be_visible()


def test_menu_closes_by_escape_and_by_a_click_elsewhere(show):
    page = show("sort")
    panel = menu(page)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    menu(page)
    page.locator(".cicle-summary").click()
    expect(panel).to_be_hidden()


# ---- out of the page ----------------------------------------------------------------------------
def copied(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    menu(page).get_by_role("button", name="Copy as text").click()
    page.wait_for_timeout(100)
    return page.evaluate("navigator.clipboard.readText()")


def test_copy_gives_the_text_of_pstats(show):
    text = copied(show("sort"))
    assert text.startswith("         573478 function calls (532518 primitive calls) in 0.038 seconds\n\n"
                           "   Ordered by: internal time\n\n"
                           "   ncalls  tottime  percall  cumtime  percall filename:lineno(function)\n"
                           "    40961    0.021    0.000    0.021    0.000 In[3]:12(partition)\n")


def saved(page, name):
    with page.expect_download() as download:
        menu(page).get_by_role("button", name="Save as " + name).click()
    assert download.value.suggested_filename.endswith("." + name.lower())
    return pathlib.Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("style", ["icicle", "flame", "sunburst"])
@pytest.mark.parametrize("sample", ["sort", "fib", "hostile"])
def test_saved_svg_holds_the_whole_picture(show, sample, style):
    page = show(sample)
    pick(page, style)
    svg = xml.etree.ElementTree.fromstring(saved(page, "SVG"))
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    titles = [title.text for title in svg.iter("{http://www.w3.org/2000/svg}title")]
    if sample == "sort":
        assert any(title.startswith("quicksort, In[3]:22, total 27.9 ms") for title in titles)
    if sample == "fib" and style != "sunburst":
        assert len(titles) == 31
    assert not list(svg.iter("{http://www.w3.org/2000/svg}script"))


@pytest.mark.parametrize("style, width", [("icicle", 1200), ("sunburst", 432)])
def test_saved_png_is_twice_as_dense(show, style, width):
    page = show("sort")
    pick(page, style)
    png = saved(page, "PNG")
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(png[16:20], "big") == 2 * width


@pytest.mark.parametrize("sample", ["sort", "hostile", "sort+edited"])
def test_saved_page_is_alive_and_alone(show, tmp_path, sample):
    page = show(sample)
    file = tmp_path / "saved.html"
    file.write_bytes(saved(page, "HTML"))
    page.goto(file.as_uri())
    expect(page.locator(".cicle-chart")).to_be_visible()
    pick(page, "flame")
    again = tmp_path / "again.html"
    again.write_bytes(saved(page, "HTML"))
    assert again.read_text() == file.read_text()
    assert page.evaluate("window.owned") is None


def test_saved_page_reads_well_without_scripts(show, browser, tmp_path):
    file = tmp_path / "saved.html"
    file.write_bytes(saved(show("sort"), "HTML"))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.locator("li > div").first.inner_text() == "In[5] 38.2 ms 100 %"
    context.close()


# ---- comparison ---------------------------------------------------------------------------------
def test_comparison_says_what_changed(show):
    page = show("sort+edited")
    assert page.locator(".cicle-summary").inner_text() == (
        "sort_all(1000000) · 38.2 ms → 31.5 ms · −6.70 ms (−17.5 %) · 573,477 → 573,484 calls")
    first = page.locator(".cicle-table tbody tr").first.locator("td").all_inner_texts()
    assert [text.strip() for text in first] == [
        "20.6 ms", "–", "−20.6 ms", "20.6 ms", "–", "−20.6 ms", "40,961 → 0", "partition",
        "In[3]:12"]
    assert "faster" in page.locator(".cicle-legend").inner_text()
    page.mouse.move(*point(page, 2, 0.5))
    assert "9.10 ms → 14.2 ms\t+5.10 ms" in page.locator(".cicle-tip").inner_text()


def test_comparison_matches_functions_across_edits(show):
    page = show("sort+edited")
    for name, calls in (("fill", "1"), ("next_random", "81,932 → 163,864"), ("<cell>", "1")):
        row = page.locator(".cicle-table tbody tr", has_text=name)
        assert row.count() == 1
        assert row.locator("td").nth(6).inner_text() == calls


def test_comparison_tells_functions_of_a_name_apart(show):
    page = show("twins+twins-moved")
    rows = [[cell.strip() for cell in row.locator("td").all_inner_texts()]
            for row in page.locator(".cicle-table tbody tr").all()]
    assert [(row[0], row[1], row[8]) for row in rows] == [
        ("1.00 ms", "5.00 ms", "In[4]:9"), ("3.00 ms", "3.00 ms", "In[1]:5")]


def test_comparison_with_itself_is_grey(show):
    page = show("sort+sort")
    assert set(column(page, 3)) == {"0 ns"}
    colours = page.evaluate("""() => new Set(Array.from(
        document.querySelectorAll('.cicle-name .cicle-mark'), (mark) => mark.style.background)).size""")
    assert colours == 1


@pytest.mark.parametrize("sample", ["sort+edited", "edited+sort", "hostile+sort", "empty+sort",
                                    "empty+empty", "big+big"])
def test_comparison_stands_every_control(show, sample):
    page = show(sample)
    for name in ("flame", "sunburst", "calls", "time", "icicle"):
        pick(page, name)
    panel = menu(page)
    panel.get_by_label("Callers below").check()
    panel.get_by_label("Collapse recursion").check()
    page.keyboard.press("Escape")
    page.locator(".cicle-table tbody tr").first.click()
    page.get_by_role("button", name="as root").click()
    page.locator(".cicle-undo").click()
    page.locator("th button", has_text="calls").click()
    page.locator("input[type=search]").fill("a")


def test_comparison_copies_an_aligned_text(show):
    lines = copied(show("sort+edited")).splitlines()
    assert lines[0].split() == ["own", "before", "after", "change", "total", "before", "after",
                                "total", "change", "calls", "function", "where"]
    assert lines[1].split()[-2:] == ["partition", "In[3]:12"]


def test_comparison_without_scripts(show):
    page = show("sort+edited", java_script_enabled=False)
    boxes = page.locator("li > div")
    assert boxes.first.inner_text() == "In[8] −6.71 ms −17.6 %"
    assert page.locator("li > div", has_text="qsort").first.evaluate(
        "box => box.style.backgroundColor") == "rgb(231, 111, 103)"
    assert page.locator("tbody tr").first.locator("td").all_inner_texts() == [
        "20.6 ms", "–", "−20.6 ms", "20.6 ms", "–", "−20.6 ms", "40,961 → 0", "partition",
        "In[3]:12"]


# ---- the standalone file ------------------------------------------------------------------------
def changes(page, act):
    """Does something that must be seen in the output."""
    page.mouse.move(5, 5)
    before = box(page).screenshot()
    act()
    page.wait_for_timeout(250)  # the animation
    page.mouse.move(5, 5)
    assert box(page).screenshot() != before


@pytest.fixture
def exported(show, tmp_path):
    """What `cicle prof convert` makes of a profile, opened."""
    def open_file(seed, **options):
        page = show("empty", **options)
        file = tmp_path / "exported.html"
        subprocess.run([BUILD / "cicle", "prof", "convert", TOP / "tests/fuzz/seeds/prof" / seed, file],
                       check=True, capture_output=True)
        page.goto(file.as_uri())
        return page
    return open_file


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_control_of_the_standalone_file(exported, scheme):
    page = exported("siblings", color_scheme=scheme)
    expect(box(page)).to_have_attribute("data-theme", scheme)
    for name in ("flame", "sunburst", "icicle", "calls", "time"):
        changes(page, lambda: pick(page, name))
    search = page.locator("input[type=search]")
    changes(page, lambda: search.fill("nobody"))
    changes(page, lambda: search.fill(""))
    for head in range(page.locator("th button").count()):
        button = page.locator("th button").nth(head)
        if "%" not in button.inner_text():  # the same order as its neighbour
            changes(page, button.click)
    changes(page, page.locator(".cicle-table tbody tr").first.click)
    changes(page, page.get_by_role("button", name="as root").click)
    changes(page, page.locator(".cicle-crumbs button").first.click)
    changes(page, page.locator(".cicle-strip button").first.click)
    changes(page, page.get_by_label("Unselect").click)
    changes(page, lambda: page.mouse.click(*point(page, 1, 0.2)))
    changes(page, page.locator(".cicle-undo").click)
    panel = menu(page)
    changes(page, lambda: panel.get_by_label("Depth").select_option(index=1))
    changes(page, lambda: panel.get_by_label("Callers below").check())
    for label in ("Collapse recursion", "Callers below"):
        panel.get_by_label(label).click()
    changes(page, lambda: page.keyboard.press("Escape"))
    for name in ("SVG", "PNG", "HTML"):
        assert len(saved(page, name)) > 500
    assert "function calls" in copied(page)
    menu(page)
    changes(page, page.get_by_role("button", name="Keys").click)
    page.mouse.dblclick(*point(page, 1, 0.2))
    expect(page.locator(".cicle-found")).to_contain_text("% matched")


# ---- what an output carries ---------------------------------------------------------------------
def output_of(*samples):
    return subprocess.run([BUILD / "tests" / "sample_view", *samples], check=True,
                          capture_output=True).stdout


def test_script_and_styles_are_small():
    assert len(output_of("empty")) < 45_000
    assert len(output_of("empty", "picture,shares")) < 5_000


def test_twenty_outputs_each_live_alone(show):
    page = show(*["sort", "picture"] * 20)
    expect(page.locator(".cicle-chart")).to_have_count(20)
    page.evaluate("""() => {
        for (const script of document.querySelectorAll('script'))
            script.remove();
        document.querySelector('.cicle-profile').remove();
    }""")
    pick_last = page.locator("[data-pick=flame]").last
    pick_last.click()
    expect(page.locator(".cicle-profile").last).to_have_attribute("data-style", "flame")


def test_outputs_share_a_script_wherever_it_stands(show):
    page = show("sort", "table,shares", "fib", "picture,shares", "mutual", "picture",
                "sort+edited", "picture,shares")
    expect(page.locator(".cicle-chart")).to_have_count(4)
    page.locator("[data-pick=sunburst]").first.click()
    expect(box(page)).to_have_attribute("data-style", "sunburst")
    expect(box(page, 1)).to_have_attribute("data-style", "icicle")
    assert "shares its script" not in page.locator("body").inner_text()
    assert page.evaluate("document.head.querySelectorAll('script').length") == 1


def test_output_without_its_script_stays_and_says_so(show, tmp_path):
    page = show("sort", "picture,shares")
    expect(page.get_by_text("shares its script with another output")).to_be_visible(timeout=9000)
    assert page.locator("li > div").first.inner_text() == "In[5] 38.2 ms 100 %"
    late = tmp_path / "late.html"  # a front end that draws the other output long after
    late.write_bytes(output_of("fib"))
    page.evaluate("""html => {
        const other = document.createElement('div');
        other.innerHTML = html;
        document.body.append(other);
        const script = document.createElement('script');
        script.textContent = other.querySelector('script:not([type])').textContent;
        document.body.append(script);
    }""", late.read_text())
    expect(page.locator(".cicle-chart")).to_have_count(2)
    assert "shares its script" not in page.locator("body").inner_text()
    page.locator(".cicle-profile").last.evaluate("output => output.remove()")
    file = tmp_path / "saved.html"  # which carries it again
    file.write_bytes(saved(page, "HTML"))
    page.goto(file.as_uri())
    expect(page.locator(".cicle-chart")).to_be_visible()


SAMPLE_OF = {"flame": "sort", "sunburst": "sort", "sides": "sort", "menu": "sort"}


@pytest.mark.parametrize("what", ["sort", "fib", "sort+edited", "sort:runs", "shares", "timeline", "source", *SAMPLE_OF])
def test_screenshots(show, what):
    page = show(SAMPLE_OF.get(what, what))
    if what in ("flame", "sunburst", "timeline"):
        pick(page, what)
    elif what in ("sides", "shares", "source"):
        name = {"sides": "quicksort", "shares": "In[1]:1", "source": "In[1]:10"}[what]
        page.locator(".cicle-table tr", has_text=name).click()
    elif what == "menu":
        menu(page)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (700, 1200):
            page.set_viewport_size({"width": width, "height": 620})
            page.wait_for_timeout(250)  # the animation, the theme
            page.screenshot(path=SCREENSHOTS / f"view-{what}-{width}-{scheme}.png")
