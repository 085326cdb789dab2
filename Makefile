# Everything sets itself up, in .venv and js/node_modules; a second run finds it done.
#
#   make demo          open JupyterLab on the quick start   (CHECK=1: drive it headless and report)
#   make course        open JupyterLab on the first lesson of the course
#   make test          all tests but the slow ones          (ARGS='-k window' narrows them,
#                      WORKERS=0 runs them in one process: a debugger wants that)
#   make lint          ruff, mypy, Biome and tsc
#   make docs          the documentation, into docs/_build/html
#   make build         the front end's bundles, into dicomwidgets/static
#   make golden        the files that Python and TypeScript are both tested against
#   make tables        compare the confidentiality tables with the newest PS3.15, from NEMA or from
#                      PS3_15=part15.xml
#   make bench NAME=x  tests/benchmarks/bench_x.py; its last line is one JSON object

.DEFAULT_GOAL := help
.PHONY: help demo course test lint docs build golden tables bench

# Node may come from .venv, where the machine has none that is new enough.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHONPATH := tests
# Every process that a test starts would compile the package again.
unexport PYTHONDONTWRITEBYTECODE

# A stamp carries the checksum of what it stands for: another pyproject.toml is another stamp.
SUM := $(firstword $(shell cksum < pyproject.toml))
STAMP := .venv/.stamps
PIP := .venv/bin/python -m pip install --quiet --disable-pip-version-check

# Tests in so many processes at a time; tests/conftest.py says what stays together. Twice the two
# cores of a small machine: tests in a browser wait for half of their time.
WORKERS := 4
SPREAD := --numprocesses=$(WORKERS) --dist=loadgroup --no-loadscope-reorder

VENV := $(STAMP)/venv
DEMO := $(STAMP)/demo-$(SUM)
TEST := $(STAMP)/test-$(SUM)
LINT := $(STAMP)/lint-$(SUM)
DOCS := $(STAMP)/docs-$(SUM)
NODE := $(STAMP)/node
# npm writes this file last.
MODULES := js/node_modules/.package-lock.json

help:
	@sed -n '2,/^$$/s/^# \{0,1\}//p' Makefile

ifdef CHECK
demo: $(TEST)
	@.venv/bin/python tests/browser/check_demo.py
else
demo: $(DEMO)
	@.venv/bin/python -m dicomwidgets demo $(ARGS)
endif

course: $(DEMO)
	@.venv/bin/python -m dicomwidgets demo notebooks/01_what_is_in_a_dicom_file.ipynb $(ARGS)

# Packages from PyPI and from npm come at the same time. While the front end is tested, a first look
# at the tests compiles them, once: each of several processes would do it for itself.
test: $(NODE)
	@$(MAKE) --no-print-directory --jobs=2 $(TEST) $(MODULES)
	@front=0; (cd js && exec npm test --silent) & \
	.venv/bin/python -m pytest --collect-only -qq $(ARGS) >/dev/null 2>&1; wait $$! || front=$$?; \
	.venv/bin/python -m pytest -m "not slow" $(SPREAD) $(ARGS) && exit $$front

lint: $(LINT) $(MODULES)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	cd js && npm run --silent check

# All pages are written anew: of one that is kept, the search would lose the entries of the index.
docs: $(DOCS)
	.venv/bin/python -m sphinx --quiet --fail-on-warning --keep-going --write-all -b html -d docs/_build/doctrees docs docs/_build/html
	@echo "docs/_build/html/index.html"

build: $(NODE) $(MODULES)
	cd js && node build.mjs

golden: $(TEST)
	@for script in tests/golden/make_*.py; do echo "$$script"; .venv/bin/python "$$script" || exit; done

tables: $(TEST)
	@.venv/bin/python tests/deidentification/published_tables.py $(PS3_15)

bench: $(TEST)
	@test -n "$(NAME)" || { echo "make bench NAME=x, where x is one of:"; \
	  ls tests/benchmarks | sed -n 's/^bench_\(.*\)\.py$$/    \1/p'; exit 1; }
	@.venv/bin/python tests/benchmarks/bench_$(NAME).py

$(VENV):
	@sh .ci/make-venv .venv
	@mkdir -p $(STAMP) && touch $@

$(DEMO): $(VENV)
	@echo "Installing dicomwidgets and JupyterLab into .venv ..."
	@$(PIP) --editable ".[demo]"
	@touch $@

$(TEST): $(VENV)
	@echo "Installing dicomwidgets and what its tests need into .venv ..."
	@$(PIP) --editable ".[demo]" --group test
	@touch $@

$(LINT): $(VENV)
	@echo "Installing the linters into .venv ..."
	@$(PIP) --editable . --group lint
	@touch $@

$(DOCS): $(VENV)
	@echo "Installing Sphinx into .venv ..."
	@$(PIP) --editable . --group docs
	@touch $@

$(NODE): $(VENV)
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(+a > 20 || (+a == 20 && +b >= 19) ? 0 : 1)' \
	  2>/dev/null && npm --version >/dev/null 2>&1 \
	  || { echo "Installing Node from PyPI into .venv ..."; $(PIP) --group node; }
	@touch $@

$(MODULES): js/package-lock.json | $(NODE)
	@echo "Installing the front end's tools into js/node_modules ..."
	@cd js && npm ci --loglevel=error --no-audit --no-fund
	@touch $@
