# tests/protocol/conftest.py - starts kernels for the protocol tests.
"""The kernel under test is build/cicle; CICLE names another one, such as a sanitized build."""

import os
import subprocess

import pytest

from client import PROGRAM, Kernel


@pytest.fixture(scope="session")
def program():
    assert os.path.exists(PROGRAM), f"{PROGRAM} is not built"
    return PROGRAM


@pytest.fixture(scope="session")
def installed(program, tmp_path_factory):
    """A folder in which the kernelspec is installed, and where Jupyter finds it first."""
    prefix = tmp_path_factory.mktemp("prefix")
    subprocess.run([program, "install", "--prefix", prefix], check=True, timeout=15)
    before = os.environ.get("JUPYTER_PATH")
    os.environ["JUPYTER_PATH"] = str(prefix / "share" / "jupyter")
    yield prefix
    if before is None:
        del os.environ["JUPYTER_PATH"]
    else:
        os.environ["JUPYTER_PATH"] = before


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory):
    """Kernels keep nothing in the user's cache."""
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before


@pytest.fixture
def start_kernel(program, tmp_path):
    """Starts kernels that end with the test."""
    kernels = []

    def start(**options):
        kernel = Kernel(program, str(tmp_path), **options)
        kernels.append(kernel)
        kernel.ask("kernel_info_request")
        return kernel

    yield start
    for kernel in kernels:
        kernel.stop()


@pytest.fixture
def fresh(start_kernel):
    """A kernel of the test's own."""
    return start_kernel()


@pytest.fixture(scope="module")
def kernel(program, tmp_path_factory):
    """A kernel that a file's tests share; none of them ends it."""
    shared = Kernel(program, str(tmp_path_factory.mktemp("kernel")))
    shared.ask("kernel_info_request")
    yield shared
    shared.stop()
