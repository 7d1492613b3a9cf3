# tests/profile/speedscope.py - the real speedscope, in Chromium, as a reader of files.
#
# tools/make_readers.sh installs it. What it understood of a file is read back through its own
# Export button.
import contextlib
import functools
import http.server
import json
import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

RELEASE = Path(sys.prefix) / "readers/node_modules/speedscope/dist/release"
CHROMIUM = "/usr/bin/chromium"
# It draws with WebGL.
ARGS = ("--headless --no-sandbox --use-gl=swiftshader --enable-webgl --ignore-gpu-blocklist "
        "--disable-quic --no-first-run --disable-background-networking").split()


class Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *args, folder, **kwargs):
        self.folder = folder
        super().__init__(*args, **kwargs)

    def log_message(self, *args):
        pass

    def translate_path(self, path):
        name = path.split("?")[0].removeprefix("/")
        return str(self.folder / name[6:] if name.startswith("files/") else RELEASE / name)


@contextlib.contextmanager
def open_browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()


@contextlib.contextmanager
def open_speedscope(browser, folder: Path):
    """Gives a function that lets speedscope read a file of the folder: name -> its JSON."""
    handler = functools.partial(Handler, folder=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def read(name):
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html#profileURL=/files/{name}")
        with page.expect_download() as download:
            page.get_by_text("Export").click()
        text = download.value.path().read_text()
        page.close()
        return json.loads(text)

    yield read
    server.shutdown()


def sum_calls(document, profile):
    """Gives {frame number: (own, total, openings)} of an evented profile, in its unit.

    Time of a recursive function counts once for its total."""
    own, total, calls, stack = {}, {}, {}, []
    last = None
    for event in profile["events"]:
        if stack and event["at"] > last:
            own[stack[-1]] = own.get(stack[-1], 0) + event["at"] - last
            for frame in set(stack):
                total[frame] = total.get(frame, 0) + event["at"] - last
        last = event["at"]
        if event["type"] == "O":
            stack.append(event["frame"])
            calls[event["frame"]] = calls.get(event["frame"], 0) + 1
        else:
            assert stack.pop() == event["frame"]
    assert not stack
    return {frame: (own.get(frame, 0), total.get(frame, 0), n) for frame, n in calls.items()}
