# Everything there is to type. `make help` lists it.

BIN := .venv/bin
RUN := .venv/run.stamp
DEV := .venv/dev.stamp
PEERS := tests/peers/node_modules/.stamp
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check bench lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

run: $(RUN) ## set up, migrate and serve on 127.0.0.1:8080
	@$(BIN)/parley migrate
	@LOG_FORMAT=$${LOG_FORMAT:-text} exec $(BIN)/parley serve $(ARGS)

test: $(DEV) $(PEERS) ## set up and run the tests, one process a core (ARGS="tests/core -k slots" for some of them)
	@$(BIN)/python -m pytest $(if $(ARGS),$(ARGS),--numprocesses logical --dist worksteal)

check: $(DEV) ## format, lint, types, import floors, migrations, Dockerfile, compose, style limits
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m storage.check
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/python tools/style.py

bench: $(DEV) ## measure, print the table and keep it in docs/benchmarks.md
	@$(BIN)/python -m bench $(ARGS)

lock: $(DEV) ## compile requirements/*.txt again, with the newest versions that fit
	@tools/lock

clean: ## remove what was made, except data in var/
	rm -rf .venv tests/peers/node_modules build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PEERS): tests/peers/package.json $(DEV)
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm install --prefix tests/peers --no-audit --no-fund --no-package-lock --silent \
	  && touch $@ || echo "The packages of tests/peers cannot be installed: tests that need them are skipped."

$(RUN): requirements/run.txt pyproject.toml tools/setup
	@tools/setup run

$(DEV): $(RUN) requirements/dev.txt
	@tools/setup dev
