# make           prints this help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

export CGO_ENABLED := 0
export GOFLAGS := -buildvcs=false

PERSONS ?= 190000
SEED    ?= 30
PORT    ?= 8080
VERSION ?= $(shell git describe --always --dirty 2>/dev/null || echo unknown)
LDFLAGS := -s -w -X main.version=$(VERSION)
REAL_PLAN := ../shared/plan/plan-30-kh-ubnd-2024.txt
GO_FILES := $(shell git ls-files -- '*.go' ':!:*_templ.go')

.PHONY: help run build assets test lint bench schemas clean

help: ## print this help
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10
	@echo
	@echo "make run PERSONS=1900000 SEED=7 PORT=9000    the whole province, another draw, another port"

run: build ## build, run the whole line on an invented population, serve the pages on http://localhost:8080
	./ansinh demo --persons $(PERSONS) --seed $(SEED) --listen localhost:$(PORT)

build: assets ## build ./ansinh, which holds all it needs
	go build -trimpath -ldflags '$(LDFLAGS)' -o ansinh ./cmd/ansinh

assets: web/assets/vendor/.made ## bring the pages' scripts and fonts by npm, as the lockfile says

web/assets/vendor/.made: web/package.json web/package-lock.json web/assets.mjs
	@build/need node=nodejs npm=npm
	npm ci --prefix web --no-audit --no-fund --ignore-scripts
	node web/assets.mjs
	@touch $@

test: assets ## all that CI runs: format, vet, tests on both engines, documents, browser
	@build/need /usr/lib/postgresql/*/bin/initdb=postgresql chromium-headless-shell=chromium-headless-shell soffice=libreoffice-writer,libreoffice-calc \
		pdftoppm=poppler-utils /usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf=fonts-liberation2
	@unformatted=$$(gofmt -l $(GO_FILES)); [ -z "$$unformatted" ] || { echo "not formatted: $$unformatted"; exit 1; }
	go vet -tags realplan ./...
	trap build/stop-test-postgres EXIT; go test -timeout 14m ./...
	@if [ -e $(REAL_PLAN) ]; then go test -tags realplan -run TestRealPlan ./plan/reading; \
		else echo "NOT TESTED: the reading of the real plan, since $(REAL_PLAN) is not beside this checkout; the invented plans were read, and the browser walked the plan of the policy folder"; fi

lint: ## the linter, with its findings
	go tool staticcheck ./...

bench: ## the measurements of docs/performance.md on this machine, written to bench/RESULTS.md
	@build/need python3=python3-venv /usr/lib/postgresql/*/bin/initdb=postgresql
	bench/peers/openfisca/setup
	go build -o bench/bench ./bench
	build/with-postgres bench/data bench/bench -dir bench/data

schemas: build ## the demonstration's payment messages against the XSD of ISO 20022, which others publish
	@build/need python3=python3-venv
	bench/peers/iso20022/setup
	out=$$(mktemp -d); trap 'rm -rf "$$out"' EXIT; \
		./ansinh demo --persons $(PERSONS) --seed $(SEED) --serve=false --db "$$out/demo.db" --out "$$out" >/dev/null; \
		bench/peers/iso20022/.venv/bin/python bench/peers/iso20022/validate.py "$$out"

clean: ## take away what was built and the demonstration's data
	rm -rf ansinh var web/assets/vendor web/node_modules
