#!/bin/sh
# The fast checks: format, vet, staticcheck, import rules, module files, generated files, shell and notebook hygiene.
# All of them run; the exit status says whether one failed.
set -u

staticcheck=honnef.co/go/tools/cmd/staticcheck@v0.8.2
status=0

step() { printf 'check: %s\n' "$1"; }
bad() {
	printf 'check: %s\n' "$1" >&2
	status=1
}

step gofmt
unformatted=$(gofmt -s -l $(go list -f '{{.Dir}}' ./...))
[ -z "$unformatted" ] || bad "these files are not formatted; run gofmt -s -w on them:
$unformatted"

step "go vet"
go vet ./... || bad "go vet found faults"

step staticcheck
go run "$staticcheck" ./... || bad "staticcheck found faults"

step "rules of the tree (internal/repocheck)"
go test ./internal/repocheck || bad "a rule of the tree is broken"

step "module files"
go mod tidy -diff || bad "go.mod or go.sum is not tidy; run go mod tidy"

step "generated files"
if grep -rqs --include='*.go' '^//go:generate' cmd internal kernelspec; then
	before=$(git status --porcelain && git diff | sha256sum)
	go generate ./... || bad "go generate failed"
	after=$(git status --porcelain && git diff | sha256sum)
	[ "$before" = "$after" ] || bad "generated files are stale; go generate has just rewritten them, commit the result"
fi

step "shell scripts and notebooks"
for script in .ci/run scripts/*.sh; do
	sh -n "$script" || bad "$script does not parse"
	[ -x "$script" ] || bad "$script is not executable"
done
! grep -lE '"(image/png|text/html)": ' demo/*.ipynb || bad "the demo notebook is stored with outputs; clear them"

[ $status -ne 0 ] || echo "check: ok"
exit $status
