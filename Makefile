# Tiltak: `make site` shows the plans, `make test` proves the code. `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN    := .venv/bin
SITE   := build/site
REPORT := build/report

# A stamp carries the folder's name: programs in a .venv know where they were installed.
READY     := .venv/ready-$(shell pwd | cksum | cut -d' ' -f1)
READY_DEV := $(READY)-dev

NODE_READY := tooling/browser/node_modules/.ready

# Locally, a missing browser skips its tests; in CI it is an error.
MAY_FAIL := $(if $(CI),,|| true)

# A module's tests stay with one worker, which makes what they share only once,
# until a worker has run out and takes some from the end of another's list.
PYTEST := $(BIN)/pytest -n auto --dist worksteal -q
QUICK  := -m quick --hypothesis-profile=quick

##@ Use

site: setup  ## check the data, build the site and the newest report
	@$(BIN)/tiltak check
	@$(BIN)/tiltak build --output $(SITE)
	@$(BIN)/tiltak report latest --short --format pdf --output $(REPORT)
	@$(BIN)/tiltak report latest --output $(REPORT)
	@printf '\n  Site:   %s\n  Report: %s\n\n' "$(CURDIR)/$(SITE)/index.html" "$(CURDIR)/$(REPORT)/"

check: setup  ## check the plans and measures
	@$(BIN)/tiltak check

serve: setup  ## show the site while you write
	@$(BIN)/tiltak serve

edit: setup  ## change the files in a form in the browser; no account is needed
	@$(BIN)/tiltak edit

##@ Develop

quick: setup-dev  ## lint, types and the tests that need no browser, office program, network or workflow run
	@$(MAKE) --jobs=2 lint types
	@$(PYTEST) $(QUICK)

test: announce setup-dev browsers office lint types  ## lint, types, import contract and every test
	@$(PYTEST)

test-browser: setup-dev browsers  ## the tests in a browser
	@$(PYTEST) -m browser

test-rest: setup-dev browsers office  ## the tests that are neither quick nor in a browser: workflows, sites, reports
	@$(PYTEST) -m "not quick and not browser"

test-lowest: setup-dev  ## the quick tests with the oldest libraries that pyproject.toml allows, in .venv/lowest
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv/lowest
	@$(BIN)/uv pip install --quiet --python .venv/lowest/bin/python --resolution lowest-direct --group dev --editable .
	@.venv/lowest/bin/pytest -n auto --dist worksteal -q -m quick

test-time: setup-dev browsers office  ## processor time of the tests, by group and by file
	@TIMEFORMAT='%U s user, %S s system'; for group in quick browser "not quick and not browser"; do \
	    profile=$$([ "$$group" = quick ] && echo quick || echo tiltak); printf '\n%s\n' "$$group"; \
	    time $(PYTEST) -m "$$group" --hypothesis-profile=$$profile --cost | sed -n '/processor time/,$$p'; done

lint: setup-dev lint-browser build/schemas-linted  ## ruff, the import contract, the schemas and the scripts
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "  make format puts the layout right"; exit 1; }
	@$(BIN)/lint-imports --config pyproject.toml --no-cache >build/imports.log 2>&1 || { cat build/imports.log; exit 1; }

lint-browser: setup-dev $(NODE_READY)
	@if [ -f $(NODE_READY) ]; then $(MAKE) --silent build/scripts-linted; \
	else echo "  NO NPM PACKAGES: no script was linted or type-checked."; fi

# What seldom changes is looked at again when it has; a folder changes when a file of it goes.
SCHEMAS := $(wildcard schema/*.schema.json schema/data/*.schema.json)
SCRIPTS := $(shell find tooling/browser -name node_modules -prune -o -print)

build/schemas-linted: $(SCHEMAS) $(READY_DEV) | build
	@$(BIN)/check-jsonschema --quiet --check-metaschema $(SCHEMAS)
	@touch $@

build/scripts-linted: $(SCRIPTS) $(READY_DEV) | build
	@cd tooling/browser && found=$$(PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent lint 2>&1) || { echo "$$found"; exit 1; }
	@touch $@

types: setup-dev  ## mypy, strict
	@$(BIN)/mypy --no-error-summary

accessibility: setup-dev browsers  ## test accessibility, and write what the statement on the site says of it
	@$(PYTEST) -m accessibility --accessibility tooling/tiltak/site/accessibility.json tests/browser

format: setup-dev $(NODE_READY)  ## lay out the code, mend what ruff can mend
	@$(BIN)/ruff check --quiet --fix --exit-zero .
	@$(BIN)/ruff format .
	@[ ! -f $(NODE_READY) ] || { cd tooling/browser && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent format; }

messages: setup-dev  ## put new interface texts into the message catalogues, and say what lacks a translation
	@$(BIN)/python -m tiltak.words.catalogues

browser: setup-dev $(NODE_READY)  ## build the scripts of the site and the form anew, from tooling/browser
	@cd tooling/browser && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent build

docs: setup-dev  ## write the pages that are made from the code: the error messages, the words
	@$(BIN)/python -m tiltak.checks.catalogue
	@$(BIN)/python -m tiltak.words.glossary

fuzz: setup-dev  ## try mutated inputs, kills and two at once for TIME seconds (60); what fails is kept as a case
	@$(BIN)/python -m bench.fuzz --seconds $(or $(TIME),60)

bench: setup-dev  ## measure speed and memory
	@$(BIN)/python -m bench

lighthouse: setup-dev  ## measure two pages of the site with Lighthouse, which is installed the first time
	@$(BIN)/python -m bench lighthouse

screenshots: setup-dev browsers  ## pictures of the site into build/pictures, and the README's into docs/pictures
	@$(BIN)/python -m tests.browser.screenshots

handbook-pictures: setup-dev browsers office  ## pictures of the form and the spreadsheet into docs/haandbok
	@$(BIN)/python -m tests.browser.handbook_pictures

report-pictures: setup-dev office  ## pictures of the report's pages into build/pictures
	@$(BIN)/python -m tests.report_pictures

##@ Keep

UV_LOCK := uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --custom-compile-command "make lock" --group build

lock: setup-dev  ## renew the lock files (Python and npm)
	@$(BIN)/$(UV_LOCK) --output-file requirements.lock pyproject.toml
	@$(BIN)/$(UV_LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	@cd tooling/browser && PATH="$(CURDIR)/$(BIN):$$PATH" npm update --package-lock-only >/dev/null
	@$(MAKE) browser
	@git --no-pager diff --stat -- requirements.lock requirements-dev.lock tooling/browser/package-lock.json

clean:  ## remove what was built
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

distclean: clean  ## … and the environment
	@rm -rf .venv tooling/browser/node_modules

setup: $(READY) | build  ## make .venv (the other targets do this when it is needed)

setup-dev: $(READY_DEV) | build

announce:
	@tooling/setup/announce.sh

browsers: setup-dev $(NODE_READY)
	@tooling/setup/chromium.sh >/dev/null $(MAY_FAIL)

office: setup-dev
	@tooling/setup/office.sh >/dev/null $(MAY_FAIL)

build:
	@mkdir -p build

# The stamps: nothing is installed again until a lock file changes or the folder is moved.
$(READY): requirements.lock pyproject.toml tooling/setup/venv.sh
	@tooling/setup/venv.sh requirements.lock
	@touch $@

$(READY_DEV): requirements-dev.lock $(READY)
	@tooling/setup/venv.sh requirements-dev.lock
	@touch $@

$(NODE_READY): tooling/browser/package-lock.json tooling/setup/node.sh | $(READY_DEV)
	@{ tooling/setup/node.sh && touch $@; } $(MAY_FAIL)

help:
	@awk 'BEGIN { FS = ":.*## " } \
	    /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	    /^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo

.PHONY: site check serve edit browser quick test test-browser test-rest test-lowest test-time accessibility lint lint-browser types format messages docs fuzz bench screenshots lock clean distclean \
    setup setup-dev announce browsers office handbook-pictures report-pictures help
