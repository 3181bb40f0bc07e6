# The first three are all that a volunteer needs; the rest is for those who change the code.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: install up demo dev browser test check mutants fix lock messages clean

install: $(VENV)/.product  ## the product, by its lock file

up: install  ## start everything here, with a demonstration group when the data folder is new
	$(BIN)/restante up

demo: install  ## fill an empty data folder with the demonstration group; starts nothing
	$(BIN)/restante demo

dev: $(VENV)/.dev browser

test: dev  ## every test, a browser's included
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(VENV)/.dev  ## lint, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python build_hook.py typecheck

mutants: $(VENV)/.dev  ## would the tests notice? a sample of changed code, an hour
	$(BIN)/python tests/mutants.py

fix: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(VENV)/.dev  ## compile the catalogues of translations
	$(BIN)/python build_hook.py catalogues

lock: $(VENV)/.dev  ## renew the lock files after a change of dependencies
	$(BIN)/python requirements/lock.py

browser:  ## a Chromium and a Java for the tests of pages, where the machine has none
	sh deploy/install-test-tools.sh

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# build tools come by the lock too, so nothing is fetched without its hash
$(VENV)/.product: requirements/product.lock pyproject.toml build_hook.py browser/package-lock.json | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/product.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

# the tests' npm packages come too: axe, the Nu validator, TypeScript
$(VENV)/.dev: export RESTANTE_DEV = 1
$(VENV)/.dev: requirements/dev.lock pyproject.toml build_hook.py browser/package-lock.json | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

clean:
	rm -rf $(VENV) browser/node_modules src/restante/site/static/built src/restante/paper/fonts
