# Two commands on a fresh machine that has Python (3.11 or later) and make:
#   make run    the server, with demo data, on http://127.0.0.1:8000/graphql
#   make test   everything that must hold
# Whatever they need comes from requirements/*.txt and the package-lock.json of each project for Node, checked by hash.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The first Python that is new enough; `make PYTHON=/path/to/python run` takes another.
PYTHON ?= $(shell for p in python3 python python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)

VENV := .venv
BIN := $(VENV)/bin
NODE_VENV := .venv-node
EXPLORER := api/graphiql
POSTGRAPHILE := bench/postgraphile
CLIENTS := tests/clients
CLIENTS_VENV := .venv-clients
PIP_FLAGS := --quiet --disable-pip-version-check
INSTALL := $(BIN)/python -m pip install $(PIP_FLAGS)
# The project as it lies here; its build backend is in the lock, so this never needs the network.
INSTALL_PROJECT := $(INSTALL) --no-index --no-build-isolation --no-deps --editable .

# Workers and their processes load the same files again and again: compiled ones in half the time.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses auto --dist worksteal

# Node where the machine has a usable one, else the one that PyPI brings.
NODE_IS_HERE := $(shell node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null \
	&& npm --version >/dev/null 2>&1 && echo yes)
NODE := $(if $(NODE_IS_HERE),,$(NODE_VENV)/.ready)
WITH_NODE := $(if $(NODE_IS_HERE),,PATH="$(CURDIR)/$(NODE_VENV)/bin:$$PATH")

.PHONY: help run test test-fast bench lint print lock fuzz soak compare-schema release-schema explorer explorer-if-possible \
	clients clients-if-possible postgraphile-if-possible clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.run explorer-if-possible ## Start the server; the first time with demo data
	@$(BIN)/touchbase migrate
	@$(BIN)/touchbase demo --if-empty
	@exec $(BIN)/touchbase serve

test: $(VENV)/.test explorer-if-possible clients-if-possible ## Run all tests; ARGS="-k segment" chooses some
	@$(PYTEST) --durations 20 $(ARGS)

test-fast: $(VENV)/.test ## Run what a change of one noun needs, on SQLite; NOUN=segments names it, else git says what changed
	@tests=$$($(BIN)/python -m tests.noun_tests $(NOUN)) && $(PYTEST) $$tests -k "not postgres" $(ARGS)

fuzz: $(VENV)/.test ## Thousands of made-up operations, other ones each time; FUZZ_OPERATIONS=20000 makes more
	@FUZZ_SEED=$${FUZZ_SEED:-random} FUZZ_OPERATIONS=$${FUZZ_OPERATIONS:-9000} \
		$(BIN)/python -m pytest tests/api/test_fuzz.py --capture no $(ARGS)

soak: $(VENV)/.test ## Sixteen callers at work in a small world, for SOAK_SECONDS=600 on each database; then the rules are looked at
	@SOAK_SEED=$${SOAK_SEED:-random} SOAK_SECONDS=$${SOAK_SECONDS:-600} \
		$(BIN)/python -m pytest tests/test_soak.py --capture no $(ARGS)

bench: $(VENV)/.test postgraphile-if-possible ## Measure against others; writes bench/results.md
	@$(BIN)/python -m bench $(ARGS)

lint: $(VENV)/.test $(NODE) ## Check style (ruff) and types (pyright)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(WITH_NODE) PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright

print: $(VENV)/.run ## Print again what the code says: the schema, the tables, the settings, the map of permissions
	@$(BIN)/touchbase schema schema/schema.graphql
	@$(BIN)/python -m db.migrating > db/schema.sql
	@$(BIN)/python -m api.settings.tables
	@$(BIN)/python -m schema.permissions_page docs/permissions.md
	@$(BIN)/python -m schema.nouns_page docs/nouns.md
	@$(BIN)/python -m schema.input_limits_page docs/operating.md

compare-schema: $(VENV)/.run ## Tell what changed since the released schema: what breaks and why, what grew, what was added
	@$(BIN)/python -m schema.comparison

release-schema: $(VENV)/.run ## Keep the schema as that of a release: when a version is released, and never else
	@$(BIN)/touchbase schema schema/released.graphql

lock: $(VENV)/.test ## Make the lock files again; UPGRADE=--upgrade takes newer versions
	@$(LOCK) --group build --output-file requirements/run.txt pyproject.toml
	@$(LOCK) --group build --group test --constraints requirements/run.txt --output-file requirements/test.txt pyproject.toml
	@$(LOCK) --group explorer --output-file requirements/explorer.txt
	@$(LOCK) --group clients --output-file requirements/clients.txt

LOCK = $(BIN)/uv pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --custom-compile-command "make lock" $(UPGRADE)

explorer: $(EXPLORER)/dist/manifest.json ## Build GraphiQL, the page at /graphql

# The API does not need its page: without the npm registry everything goes on, and the page says what to do.
explorer-if-possible: | $(VENV)
	@$(MAKE) explorer >$(VENV)/explorer.log 2>&1 || \
		echo "GraphiQL was not built (why: $(VENV)/explorer.log); the API works without it, 'make explorer' tries again."

clients: $(CLIENTS)/node_modules/.ready $(CLIENTS_VENV)/.ready ## Install what generates clients, for tests/clients

# Without the npm registry, or PyPI, the tests of clients are skipped and say why.
clients-if-possible: | $(VENV)
	@$(MAKE) --keep-going clients >$(VENV)/clients.log 2>&1 || \
		echo "Tests of clients will be skipped (why: $(VENV)/clients.log); 'make clients' tries again."

# bench/ compares with PostGraphile where the npm registry is to be had, and goes on without it where not.
postgraphile-if-possible: | $(VENV)
	@$(MAKE) $(POSTGRAPHILE)/node_modules/.ready >$(VENV)/postgraphile.log 2>&1 || \
		echo "PostGraphile is missing (why: $(VENV)/postgraphile.log); bench goes on without it."

clean: ## Remove everything that make has made here, the database excepted
	rm -rf $(VENV) $(NODE_VENV) $(CLIENTS_VENV) $(CLIENTS)/node_modules $(EXPLORER)/dist $(EXPLORER)/dist.new $(EXPLORER)/node_modules $(POSTGRAPHILE)/node_modules
	rm -rf .pytest_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV):
	@test -n "$(PYTHON)" || { echo "Touchbase needs Python 3.11 or later."; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "This Python cannot make virtual environments (Debian, Ubuntu: apt install python3-venv)."; exit 1; }

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)
	@echo "Installing requirements/run.txt"
	@$(INSTALL) --require-hashes --requirement requirements/run.txt
	@$(INSTALL_PROJECT)
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.run
	@echo "Installing requirements/test.txt"
	@$(INSTALL) --require-hashes --requirement requirements/test.txt
	@touch $@

$(NODE_VENV)/.ready: requirements/explorer.txt
	@echo "Installing Node from PyPI"
	@$(PYTHON) -m venv $(NODE_VENV)
	@$(NODE_VENV)/bin/python -m pip install $(PIP_FLAGS) --retries 2 --require-hashes --requirement $<
	@touch $@

$(EXPLORER)/node_modules/.ready: $(EXPLORER)/package-lock.json $(EXPLORER)/.npmrc $(NODE)
	cd $(EXPLORER) && $(WITH_NODE) npm ci --ignore-scripts
	@touch $@

$(EXPLORER)/dist/manifest.json: $(EXPLORER)/node_modules/.ready $(EXPLORER)/build.mjs $(wildcard $(EXPLORER)/page/*)
	cd $(EXPLORER) && $(WITH_NODE) npm run build

$(CLIENTS)/node_modules/.ready: $(CLIENTS)/package-lock.json $(CLIENTS)/.npmrc $(NODE)
	cd $(CLIENTS) && $(WITH_NODE) npm ci --ignore-scripts
	@touch $@

# ariadne-codegen wants another graphql-core than the server has.
$(CLIENTS_VENV)/.ready: requirements/clients.txt
	@echo "Installing ariadne-codegen"
	@$(PYTHON) -m venv $(CLIENTS_VENV)
	@$(CLIENTS_VENV)/bin/python -m pip install $(PIP_FLAGS) --retries 2 --require-hashes --requirement $<
	@touch $@

# PostGraphile wants Node 22 or later: always the one from PyPI.
$(POSTGRAPHILE)/node_modules/.ready: $(POSTGRAPHILE)/package-lock.json $(POSTGRAPHILE)/.npmrc $(NODE_VENV)/.ready
	cd $(POSTGRAPHILE) && PATH="$(CURDIR)/$(NODE_VENV)/bin:$$PATH" npm ci --ignore-scripts
	@touch $@
