# tests/browser/conftest.py - one Jupyter server for all browser tests, and a Chromium for each file.
import subprocess

import pytest
from playwright.sync_api import sync_playwright

from server import ARGS, BUILD, CHROMIUM, Lab, write_settings


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    (folder / "served").mkdir()
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
