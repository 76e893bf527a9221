# Tellmark's two commands are `make demo` and `make test`; they need Python 3.11 or later, make, and a package index.
# Everything is installed in .venv from hash-pinned requirements; a second run installs nothing.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
PINNED := $(PIP) install --require-hashes --only-binary :all:
SOURCES := src tests scripts $(wildcard bench)

# Some machines forbid Python to keep what it has compiled; thousands of short processes would each compile us anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: aics bench help demo soak test check lint style types contracts fresh format docs i18n requirements wheel clean

help: ## Say what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | expand -t 16

# --- the environment ----------------------------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Tellmark needs Python 3.11 or later. Name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "This Python cannot make an environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# The package itself is installed editable, without any network: its build tools are pinned too.
$(VENV)/run.stamp: pyproject.toml requirements/build.txt requirements/av.txt requirements/server.txt | $(BIN)/python
	@echo "Installing what Tellmark runs on (once) ..."
	@$(PINNED) -r requirements/build.txt -r requirements/av.txt -r requirements/server.txt
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@

# The samples come as source only and are built with the tools that build.txt has pinned; nothing else is built.
$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "Installing what its tests need (once) ..."
	@$(PINNED) --no-binary iscc-samples --no-build-isolation -r requirements/dev.txt
	@touch $@

# --- the two commands ---------------------------------------------------------------------------------------------

demo: $(VENV)/run.stamp ## Mark a real picture, film and recording, and show what anyone can check
	@$(BIN)/tellmark demo

# With CI=true style, types and contracts count, too; whatever fails, all of it is run and told.
LANE := $(if $(filter true,$(CI)),full,user)

test: $(VENV)/dev.stamp ## Run the tests: the user's lane, or with CI=true every one of them
	@failed=0; \
	  [ $(LANE) = user ] || $(MAKE) --no-print-directory --keep-going lint || failed=1; \
	  $(BIN)/python -m pytest -n 2 --lane $(LANE) || failed=1; \
	  exit $$failed

aics: ## Make the environment of other people's log checkers for the tests (needs Python 3.12)
	@PYTHON=$(PYTHON) scripts/make_aics.sh

# --- the house ----------------------------------------------------------------------------------------------------

lint: style types contracts fresh ## Style, types, import contracts, fresh docs and catalogues

style: $(VENV)/dev.stamp
	@$(BIN)/ruff check --quiet $(SOURCES)
	@$(BIN)/ruff format --check --quiet $(SOURCES) || { echo "not formatted; run: make format" >&2; exit 1; }

types: $(VENV)/dev.stamp
	@$(BIN)/mypy

contracts: $(VENV)/dev.stamp
	@$(BIN)/lint-imports --no-logo > $(VENV)/contracts.txt || { cat $(VENV)/contracts.txt; exit 1; }

fresh: $(VENV)/dev.stamp
	@$(BIN)/python scripts/build_docs.py --check
	@$(BIN)/python scripts/build_catalogues.py --check

check: lint ## Lint and the tests of pure code, in under a minute
	@$(BIN)/python -m pytest -n 2 --lane check

format: $(VENV)/dev.stamp ## Put the code into its shape
	@$(BIN)/ruff check --fix --quiet $(SOURCES)
	@$(BIN)/ruff format --quiet $(SOURCES)

docs: $(VENV)/dev.stamp ## Make the generated pages anew
	@$(BIN)/python scripts/build_docs.py

i18n: $(VENV)/dev.stamp ## Find the messages anew, merge the translations, compile the catalogues
	@$(BIN)/python scripts/build_catalogues.py

requirements: ## Pin the requirements anew (needs uv)
	@scripts/compile_requirements.sh

bench: $(VENV)/dev.stamp ## Run every bench in turn, which takes long, or those that are named (ONLY="marking planning")
	@$(BIN)/python bench $(ONLY)

MINUTES ?= 30
soak: $(VENV)/dev.stamp ## Try for longer, by seed: faults, orders, a hammer; tells in tests/soak/ledger.jsonl (MINUTES=30 ONLY=)
	@PYTHONPATH=tests/plugins $(BIN)/python -m soaking --minutes $(MINUTES) $(addprefix --only ,$(ONLY))

wheel: $(VENV)/dev.stamp ## Build the wheel into dist/
	@$(PIP) wheel --no-index --no-deps --no-build-isolation --wheel-dir dist .

clean: ## Remove the environment and everything that was built
	@rm -rf $(VENV) dist build tellmark-demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
