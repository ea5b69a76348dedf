# gokernel: "make demo" shows it at work, "make test" tests everything. Both install what is missing first.

SHELL := /bin/sh
GO ?= go
FUZZTIME ?= 30s
ROUNDS ?= 200
ORDER_REQUESTS ?= 10000
PREFIX ?=

BIN := bin/gokernel
VENV := scripts/with-venv.sh
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -X main.version=$(VERSION)

# Packages that load R, or start the binary that does, run without the race detector; all others run with it.
R_PACKAGES := ^github.com/gokernel/gokernel/(cmd/gokernel|internal/(interp|kerneltest|conformance|bench))(/|$$)
GOTEST := $(GO) test -timeout 15m

export ORDER_REQUESTS

.DEFAULT_GOAL := help
.PHONY: help build demo lab test test-go test-race test-clients test-lab check fuzz bench screenshot \
	install uninstall clean setup-build setup-demo setup-test kernelspec

help: ## show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z][a-z-]*:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  Variables: FUZZTIME=$(FUZZTIME) ROUNDS=$(ROUNDS) ORDER_REQUESTS=$(ORDER_REQUESTS) PREFIX=DIR (install, uninstall; default: the user's Jupyter)"

build: setup-build ## build bin/gokernel
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/gokernel

demo: setup-demo kernelspec ## execute demo/demo.ipynb through a real Jupyter client and show the result
	$(VENV) python demo/run.py

lab: setup-demo kernelspec ## open the demo notebook in JupyterLab
	$(VENV) jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) demo/demo.ipynb

test: ## run every check and every test (installs what is missing)
	@$(MAKE) --no-print-directory setup-test
	@$(MAKE) --no-print-directory build
	@scripts/steps.sh check test-race test-go test-clients test-lab

test-go: build setup-test ## Go tests that need R: embedding, command line, conformance over real sockets
	GOKERNEL_BIN=$(CURDIR)/$(BIN) $(GOTEST) $$($(GO) list ./... | grep -E '$(R_PACKAGES)')

test-race: setup-build ## Go tests that need no R, with the race detector
	$(GOTEST) -race $$($(GO) list ./... | grep -vE '$(R_PACKAGES)')

test-clients: setup-test kernelspec ## jupyter_kernel_test, nbclient, papermill, jupyter-console and the order test
	$(VENV) pytest tests/clients

test-lab: setup-test kernelspec ## drive JupyterLab in a browser
	$(VENV) pytest tests/jupyterlab

check: setup-build ## gofmt, go vet, staticcheck, import rules, generated files (fast)
	@scripts/check.sh

fuzz: setup-build ## run every fuzz target for FUZZTIME
	@scripts/fuzz.sh $(FUZZTIME)

bench: build ## latency of completion, help and is_complete, beside IRkernel if it is installed; what the snapshot costs
	$(GO) run ./internal/bench -gokernel $(BIN) -rounds $(ROUNDS)
	GOKERNEL_BIN=$(CURDIR)/$(BIN) $(GOTEST) ./internal/conformance -run '^$$' -bench SnapshotCost -benchtime 1x

screenshot: setup-test kernelspec ## make the pictures of the README from the demo and the gallery in JupyterLab
	$(VENV) pytest tests/jupyterlab/test_demo.py tests/jupyterlab/test_gallery.py tests/jupyterlab/test_introspection.py
	mkdir -p docs/img
	cp tests/jupyterlab/out/demo-overview.png docs/img/jupyterlab.png
	cp tests/jupyterlab/out/gallery-plots.png tests/jupyterlab/out/gallery-view.png \
		tests/jupyterlab/out/completion-busy.png docs/img/

install: build ## install the kernelspec for the user, or below PREFIX
	$(BIN) install $(if $(PREFIX),--prefix '$(PREFIX)',--user)

uninstall: build ## remove the kernelspec that "make install" wrote
	$(BIN) uninstall $(if $(PREFIX),--prefix '$(PREFIX)',--user)

clean: ## remove everything that make made, .venv too
	rm -rf bin .venv demo/out tests/jupyterlab/out tests/clients/.pytest_cache
	find scripts demo tests -name __pycache__ -type d -prune -exec rm -rf {} +

setup-build:
	@scripts/setup.sh build

setup-demo:
	@scripts/setup.sh demo

setup-test:
	@scripts/setup.sh test

# The kernelspec of the tests and the demo lives in the Python environment, where only its programs see it.
kernelspec: build
	@test -d .venv || scripts/setup.sh demo
	$(BIN) install --prefix .venv
