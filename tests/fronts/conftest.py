# tests/fronts/conftest.py - programs of the Jupyter world, with the kernel under test registered.
import os
import pathlib
import subprocess
import sys

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("CICLE_BUILD", "build")
DEADLINE_S = 90


class Desk:
    """A folder in which programs of the Jupyter world are called."""

    def __init__(self, folder, path):
        self.folder = folder
        self.environment = {**os.environ, "JUPYTER_PATH": path, "IPYTHONDIR": str(folder / "ipython"),
                            "JUPYTER_CONFIG_DIR": str(folder / "config"),
                            "JUPYTER_DATA_DIR": str(folder / "data"),
                            "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
                            "XDG_CACHE_HOME": str(folder / "cache")}

    def call(self, *words, status=0):
        """Runs a Python module with words, and gives what it printed."""
        done = subprocess.run([sys.executable, "-m", *map(str, words)], cwd=self.folder,
                              env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=DEADLINE_S)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="session")
def jupyter_path(tmp_path_factory):
    """Where Jupyter finds the kernel, before all that it finds elsewhere."""
    prefix = tmp_path_factory.mktemp("prefix")
    subprocess.run([BUILD / "cicle", "install", "--prefix", prefix], check=True, timeout=15)
    return os.pathsep.join(filter(None, [str(prefix / "share" / "jupyter"),
                                         os.environ.get("JUPYTER_PATH")]))


@pytest.fixture
def desk(tmp_path, jupyter_path):
    return Desk(tmp_path, jupyter_path)
