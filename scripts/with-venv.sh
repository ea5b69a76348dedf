#!/bin/sh
# Runs a command of the project's Python environment: scripts/with-venv.sh pytest tests/clients
# Jupyter's files go below .venv too, so that nobody's own settings, history or kernelspecs are read or written.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
venv=$root/.venv
[ -x "$venv/bin/python" ] || {
	echo "the Python environment .venv is missing; make it with: scripts/setup.sh demo" >&2
	exit 1
}

unset JUPYTER_PATH JUPYTER_CONFIG_PATH JUPYTER_NO_CONFIG PYTHONHOME PYTHONPATH
export VIRTUAL_ENV="$venv" PATH="$venv/bin:$PATH"
export JUPYTER_PREFER_ENV_PATH=1 JUPYTER_PLATFORM_DIRS=1 PYTHONDONTWRITEBYTECODE=1
export JUPYTER_CONFIG_DIR="$venv/var/config" JUPYTER_DATA_DIR="$venv/var/data" JUPYTER_RUNTIME_DIR="$venv/var/runtime"
export IPYTHONDIR="$venv/var/ipython"
mkdir -p "$JUPYTER_CONFIG_DIR" "$JUPYTER_DATA_DIR" "$JUPYTER_RUNTIME_DIR" "$IPYTHONDIR"
exec "$@"
