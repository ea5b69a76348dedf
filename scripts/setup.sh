#!/bin/sh
# Installs what a step of the build needs and this machine lacks; says what it does.
# A second run finds everything in place and returns at once.
#
#   scripts/setup.sh build   compiler and libzmq
#   scripts/setup.sh demo    build + R, ggplot2 and a Python environment in .venv
#   scripts/setup.sh test    demo + the R packages and the browser that the tests use
set -eu

cd "$(dirname "$0")/.."

build_packages="gcc libc6-dev pkg-config libzmq3-dev"
demo_packages="r-base-core r-cran-ggplot2 fonts-dejavu-core python3 python3-venv"
test_packages="r-cran-later r-cran-httpuv r-cran-processx r-cran-callr r-cran-askpass r-cran-rlang r-cran-cli
	r-cran-irdisplay r-cran-repr r-cran-dplyr r-cran-tibble r-cran-data.table r-cran-r6 r-cran-lattice r-cran-plotly r-cran-dt
	r-cran-dygraphs r-cran-ragg r-cran-svglite r-cran-cairo r-cran-knitr r-cran-rmarkdown r-cran-sf r-cran-sp r-cran-flextable
	procps chromium fonts-noto-color-emoji fonts-wqy-microhei"
go_minimum=1.26

say() { printf 'setup: %s\n' "$*"; }
fail() {
	printf 'setup: %s\n' "$*" >&2
	exit 1
}

# installed PACKAGE: a Debian package counts only when it is completely installed.
installed() {
	[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		fail "installing Debian packages needs root: run this as root, or install sudo"
	fi
}

need_debian() {
	missing=
	for package in "$@"; do
		installed "$package" || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	say "installing Debian packages:$missing"
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update
	# shellcheck disable=SC2086 # a list of words
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $missing
}

# check_commands CMD...: on a system without dpkg the tools must be there already.
check_commands() {
	for command in "$@"; do
		command -v "$command" >/dev/null ||
			fail "$command was not found, and packages can be installed only on Debian and its relatives; install $command and run again"
	done
}

need_go() {
	command -v go >/dev/null ||
		fail "Go was not found; install Go $go_minimum or newer (https://go.dev/doc/install) and put it on PATH"
	have=$(go env GOVERSION | sed 's/^go//; s/[^0-9.].*//')
	oldest=$(printf '%s\n%s\n' "$go_minimum" "$have" | sort -V | head -n 1)
	[ "$oldest" = "$go_minimum" ] ||
		fail "Go $have was found, but Go $go_minimum or newer is needed (https://go.dev/doc/install)"
}

# need_venv makes .venv from scripts/requirements.txt, again only when that file has changed.
need_venv() {
	stamp=.venv/.requirements.sha256
	want=$(sha256sum <scripts/requirements.txt)
	if [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null && [ "$(cat $stamp 2>/dev/null)" = "$want" ]; then
		return 0
	fi
	python=${PYTHON:-python3}
	"$python" -c 'import ensurepip, venv' 2>/dev/null || python=/usr/bin/python3
	say "making the Python environment .venv with $("$python" --version)"
	"$python" -m venv --clear .venv
	say "installing JupyterLab, nbclient, papermill and the other clients of scripts/requirements.txt into .venv"
	.venv/bin/pip install --quiet --disable-pip-version-check --requirement scripts/requirements.txt
	printf '%s\n' "$want" >$stamp
}

step=${1:-}
case $step in
build) packages=$build_packages commands="gcc pkg-config" ;;
demo) packages="$build_packages $demo_packages" commands="gcc pkg-config R python3" ;;
test) packages="$build_packages $demo_packages $test_packages" commands="gcc pkg-config R python3 chromium" ;;
*)
	echo "usage: scripts/setup.sh build|demo|test" >&2
	exit 2
	;;
esac

need_go
if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
	# shellcheck disable=SC2086 # a list of words
	need_debian $packages
else
	# shellcheck disable=SC2086 # a list of words
	check_commands $commands
fi
pkg-config --exists libzmq ||
	fail "pkg-config does not find libzmq; install libzmq's development files (Debian: libzmq3-dev) and run again"
[ "$step" = build ] || need_venv
