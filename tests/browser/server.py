# tests/browser/server.py - a Jupyter server for the browser tests: JupyterLab, Notebook 7 and Voila in one.
import json
import os
import pathlib
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("CICLE_BUILD", "build")
SCREENSHOTS = BUILD / "screenshots"
CHROMIUM = "/usr/bin/chromium"
ARGS = ("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync").split()
LAPTOP = {"width": 1440, "height": 900}
TALL = {"width": 1440, "height": 1400}
START_DEADLINE_S = 40
STOP_DEADLINE_S = 15
WAIT_MS = 30_000
expect.set_options(timeout=WAIT_MS)  # a loaded machine takes its time


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
             "--ServerApp.port_retries=0", "--VoilaConfiguration.show_tracebacks=True",
             f"--ServerApp.root_dir={folder / 'served'}"],
            env=self.environment(), cwd=folder, stdin=subprocess.DEVNULL,
            stdout=self.log.open("w"), stderr=subprocess.STDOUT)

    def environment(self):
        places = {"CONFIG_DIR": "config", "DATA_DIR": "data", "RUNTIME_DIR": "runtime"}
        paths = [str(self.folder / "prefix/share/jupyter"), os.environ.get("JUPYTER_PATH")]
        lab_places = {"SETTINGS_DIR": "settings", "WORKSPACES_DIR": "workspaces"}
        return {**os.environ, "JUPYTER_TOKEN": self.token,
                "JUPYTER_PATH": os.pathsep.join(filter(None, paths)),
                **{f"JUPYTER_{name}": str(self.folder / at) for name, at in places.items()},
                **{f"JUPYTERLAB_{name}": str(self.folder / at) for name, at in lab_places.items()}}

    @property
    def origin(self):
        return f"127.0.0.1:{self.port}"

    def url(self, path):
        # "reset": without the layout that another page of JupyterLab left behind.
        return f"http://{self.origin}/{path}?token={self.token}&reset"

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
