#!/bin/sh
# Runs each fuzz target of each package for the given time: scripts/fuzz.sh 30s
# go test fuzzes one target at a time, hence the two loops.
set -eu

duration=${1:-30s}
found=
for package in $(go list ./...); do
	for target in $(go test -list '^Fuzz' "$package" 2>/dev/null | grep '^Fuzz' || true); do
		found=yes
		printf '==> %s %s for %s\n' "$package" "$target" "$duration"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$duration" "$package"
	done
done
[ -n "$found" ] || {
	echo "no fuzz targets found" >&2
	exit 1
}
