"""Shared by all tests with real clients: a home directory of their own and the kernel's name."""

import atexit
import os
import shutil
import tempfile

import pytest

# Clients, browsers and R read and write below HOME; none of it may be the user's own. Set before anything is imported
# that looks at it. The kernelspec is found through the Python environment's prefix.
_home = tempfile.mkdtemp(prefix="gokernel-home-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith(("XDG_", "JUPYTER_", "JPY_", "R_LIBS", "R_PROFILE", "R_ENVIRON", "GOKERNEL_HISTORY"))]:
    del os.environ[_name]
os.environ.update(
    HOME=_home,
    JUPYTER_PREFER_ENV_PATH="1",
    JUPYTER_PLATFORM_DIRS="1",
    JUPYTER_RUNTIME_DIR=os.path.join(_home, "runtime"),
    IPYTHONDIR=os.path.join(_home, "ipython"),
    LC_ALL="C.UTF-8",
)


@pytest.fixture(scope="session")
def kernel_name():
    """The kernelspec under test; the same tests can be pointed at another R kernel for comparison."""
    return os.environ.get("KERNEL_NAME", "gokernel")
