# Everything from a fresh machine with Python 3.11 or newer: `make demo`, `make test`. Another Python: `make test PYTHON=python3.12`.

# The first Python at hand that is new enough and can make a virtual environment.
ifndef PYTHON
PYTHON := $(shell for each in python3 python3.13 python3.12 python3.11 python; do \
	$$each -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
endif
VERSION := $(if $(PYTHON),$(shell $(PYTHON) -c 'import platform; print(platform.python_version())' 2>/dev/null))
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
SAMPLE := notebooks/data/messy_customers.csv

.PHONY: help demo demo-push test test-all test-search test-browser test-agreement test-spark test-lowest mutants fuzz check bench catalogue shops \
	docs clean python
help:
	@echo "make demo       repair a sample table with every kind of dirt and show what came of it"
	@echo "make demo-push  upload the sample to a fake Yotpo on this machine, faults and all, and read it back"
	@echo "make test       run the tests; some of the long sweeps and generated examples wait for test-all"
	@echo "make test-all   run the tests and the slow sweeps, with ten times the generated examples"
	@echo "make test-search     run the laws over examples that no run had before"
	@echo "make test-browser    run the tests that open report.html in headless Chromium"
	@echo "make test-agreement  hold accelerators against readings, and readings against other libraries"
	@echo "make test-spark      run the tests on Spark, which needs Java 17 or newer"
	@echo "make test-lowest     run the tests with the oldest supported release of each dependency"
	@echo "make mutants    coverage and a mutation score of rules, kernel and contract: MUTANTS='--seed 1 --count 300'"
	@echo "make fuzz       search for bytes that break the readers or the kernel: SECONDS=600"
	@echo "make check      run ruff, mypy, import-linter and look for conflict markers"
	@echo "make bench      race it against reading and writing the file, a plain script and its peers: BENCH='--rows 100000';"
	@echo "                what each field costs: BENCH=--by-field; tables of other habits: BENCH='--seed 2 --shares 5,40'"
	@echo "make catalogue  write the rule catalogue, rules/README.md, anew from the rules"
	@echo "make shops      write the guide's page of every shop anew from its source file"
	@echo "make docs       build the guide as a site, out/site, and check its links"
	@echo "make clean      remove $(VENV), out/ and every cache"

demo: $(VENV)/.installed
	@$(BIN)/yotpo-lint fix $(SAMPLE) -o out/demo --overwrite --exit-zero
	@echo
	@echo "What went in: $(SAMPLE)"
	@echo "Why a row was rejected: out/demo/rejected.csv. What was repaired: out/demo/fixes.csv"
	@echo "What a code means: $(BIN)/yotpo-lint explain CODE"

# The fake breaks one request in twenty, and its tokens live for ten requests.
demo-push: $(VENV)/.installed-dev
	@$(BIN)/yotpo-lint fix $(SAMPLE) -o out/demo-push --overwrite --exit-zero -q
	@$(BIN)/python -m tests.fake_yotpo -- \
		$(BIN)/yotpo-lint push out/demo-push + $(BIN)/yotpo-lint verify out/demo-push --wait 3

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto -m "not browser and not agreement and not spark and not slow"
	@echo "Slow sweeps: make test-all. The tests that open report.html in Chromium: make test-browser"

test-all: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto -m "not browser and not agreement and not spark" --hypothesis-profile=thorough

test-search: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto -m "not browser and not agreement and not spark" --hypothesis-profile=search \
		tests/laws tests/mapping tests/deduplication tests/writers/test_delta.py

# Some minutes: a million cells of every field, read one by one and at column speed; 100,000 addresses against
# email-validator, the public addresses of others, 100,000 dates against dateutil and DuckDB.
test-agreement: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto -m agreement tests/agreement

# Chromium and its driver come from the system (Debian: apt-get install chromium chromium-driver).
test-browser: $(VENV)/.installed-browser
	@command -v chromium >/dev/null && command -v chromedriver >/dev/null || { echo "there is no chromium or no" \
		"chromedriver here (Debian: apt-get install chromium chromium-driver)" >&2; exit 1; }
	$(BIN)/python -m pytest -m browser tests/browser

# Java comes from the system (Debian: apt-get install default-jre-headless). Spark starts once for all tests.
test-spark: $(VENV)/.installed-spark
	@command -v java >/dev/null || { echo "there is no java here (Debian: apt-get install default-jre-headless)" \
		>&2; exit 1; }
	$(BIN)/python -m pytest -m spark tests/spark

# In an environment of its own, for these releases are no others' business.
test-lowest:
	$(PYTHON) -m venv $(VENV)-lowest
	$(PYTHON) -m tests.lowest_versions > $(VENV)-lowest/constraints.txt
	@# The resolver of the pip that comes with Python 3.11 gives up on these.
	$(VENV)-lowest/bin/python -m pip --disable-pip-version-check --quiet --quiet install --upgrade pip
	$(VENV)-lowest/bin/python -m pip --disable-pip-version-check --quiet --quiet install \
		--constraint $(VENV)-lowest/constraints.txt --editable '.[dev]'
	$(VENV)-lowest/bin/python -m pytest -n auto -m "not browser and not agreement and not spark and not slow"

# An hour or more. `MUTANTS=--keep=tried` goes on where a run was stopped.
mutants: $(VENV)/.installed-mutants
	$(BIN)/python -m tests.mutants $(MUTANTS)

SECONDS ?= 60
fuzz: $(VENV)/.installed-fuzz
	$(BIN)/python -m tests.fuzz read --seconds $$(($(SECONDS) / 2))
	$(BIN)/python -m tests.fuzz lint --seconds $$(($(SECONDS) / 2))

check: $(VENV)/.installed-dev
	$(BIN)/python -m tests.conflict_markers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# Makes 3 GB of tables and an environment of the peers under out/bench. BENCH='--big 0 --no-peers' takes less of both.
bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.bench $(BENCH)

catalogue: $(VENV)/.installed-dev
	$(BIN)/python -m yotpo_lint.catalogue > rules/README.md.new
	mv rules/README.md.new rules/README.md

shops: $(VENV)/.installed-dev
	$(BIN)/python -m yotpo_lint.guide rules/guide/shops

# The same pages as in rules/guide; links to other files of the repository lead to copies of them.
docs: $(VENV)/.installed-docs
	$(BIN)/python -m tests.docs_site out
	$(BIN)/zensical build --strict --clean --config-file out/zensical.toml
	$(BIN)/python -m tests.docs_site.links out/site

clean:
	rm -rf $(VENV) out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find yotpo_lint rules tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Make sure that there is a Python at all before anything is built on it.
python:
	@test -n "$(VERSION)" || { echo "yotpo-lint needs Python 3.11 or newer with its venv module" \
		"(Debian, Ubuntu: apt-get install python3-venv); or name one: make PYTHON=/path/to/python" >&2; exit 1; }

# An environment of another Python, or one whose Python is gone, is made anew; a good one is used again.
$(VENV)/.python-$(VERSION): | python
	@$(BIN)/python -c 'import platform, sys; sys.exit(platform.python_version() != "$(VERSION)")' 2>/dev/null \
		|| { echo "Creating $(VENV) with Python $(VERSION)"; $(PYTHON) -m venv --clear $(VENV); }
	@touch $@

# Entry points are read when a package is installed, so a change of pyproject.toml installs it again.
$(VENV)/.installed: pyproject.toml $(VENV)/.python-$(VERSION)
	@echo "Installing yotpo-lint into $(VENV)"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-browser: pyproject.toml $(VENV)/.installed-dev
	@echo "Installing what drives Chromium into $(VENV)"
	@$(PIP) install --editable '.[dev,browser]'
	@touch $@

$(VENV)/.installed-fuzz: pyproject.toml $(VENV)/.installed-dev
	@echo "Installing what fuzzes into $(VENV)"
	@$(PIP) install --editable '.[dev,fuzz]'
	@touch $@

$(VENV)/.installed-mutants: pyproject.toml $(VENV)/.installed-dev
	@echo "Installing what mutates into $(VENV)"
	@$(PIP) install --editable '.[dev,mutants]'
	@touch $@

$(VENV)/.installed-docs: pyproject.toml $(VENV)/.installed-dev
	@echo "Installing the generator of the site into $(VENV)"
	@$(PIP) install --editable '.[dev,docs]'
	@touch $@

# The release on which the tests were seen to pass; the extra takes later ones, too. Of 4.3.0 single tests were run.
$(VENV)/.installed-spark: pyproject.toml $(VENV)/.installed-dev
	@echo "Installing Spark into $(VENV)"
	@$(PIP) install --editable '.[dev,spark]' 'pyspark[connect]==4.0.*'
	@touch $@

$(VENV)/.installed-dev: pyproject.toml $(VENV)/.python-$(VERSION)
	@echo "Installing yotpo-lint and its development tools into $(VENV)"
	@$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.installed
