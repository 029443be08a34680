# Thin targets over the `muster` command line and the checkers; `make` alone lists them.
# Arguments for a command go through ARGS: make demo ARGS=--no-stay, make test ARGS="tests/unit -q"

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
READY_BENCH := .venv/.ready-bench
SCHEMAS := .muster/schemathesis
READY_SCHEMAS := $(SCHEMAS)/.ready
ARGS ?=
# Compiled modules are kept: a stack starts some twenty processes of the same code, and the compiler is a third of a start.
unexport PYTHONDONTWRITEBYTECODE
LOCK := $(BIN)/uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --quiet

.DEFAULT_GOAL := help
.PHONY: help setup demo up down status test unit check lint types layers format generate generated api mock faults abuse bench lock clean

help:  ## list these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(READY)  ## create .venv from the pinned requirements, and fetch Kafka

$(READY): requirements.txt requirements-setup.txt pyproject.toml deploy/set-up
	@PYTHON="$(PYTHON)" sh deploy/set-up
	@touch $(READY)

demo: $(READY)  ## set up, start everything, play the ash cloud scenario, show the report, stay up (ARGS=--no-stay ends)
	@$(BIN)/muster demo ash-cloud $(ARGS)

up: $(READY)  ## start everything and stay
	@$(BIN)/muster up $(ARGS)

down: $(READY)  ## end what `make up` or `make demo` started
	@$(BIN)/muster down $(ARGS)

status: $(READY)  ## what runs, whether it is ready, and how far behind it is
	@$(BIN)/muster status $(ARGS)

test: $(READY)  ## set up and run all tests
	@$(BIN)/python -m tests.tools.side_by_side $(ARGS)

unit: $(READY)  ## only the tests that open no socket and start no process
	@$(BIN)/pytest tests/unit tests/contract $(ARGS)

check: lint layers types generated api test  ## what CI would refuse: lint, format, types, layers, generated files, API, all tests

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)
	@$(BIN)/mypy

layers: $(READY)
	@$(BIN)/lint-imports
	@$(BIN)/python -m deploy.checks.sizes
	@$(BIN)/python -m deploy.checks.class_names

format: $(READY)  ## format the code and mend what the linter can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

generate: $(READY)  ## write the generated files anew: schemas, AsyncAPI, OpenAPI
	@$(BIN)/muster generate

generated: $(READY)
	@$(BIN)/muster generate --check

api: $(READY)  ## hold the OpenAPI document to linters, and its clients to it (ARGS=--write writes their types anew)
	@$(BIN)/python -m deploy.checks.api $(ARGS)

mock: $(READY)  ## serve the examples of the API at http://127.0.0.1:8801, with nothing behind them (ARGS="--port 8802")
	@$(BIN)/muster mock $(ARGS)

faults: $(READY)  ## break parts of a running house and judge the record: some minutes (ARGS="--case NAME --seed N")
	@$(BIN)/python -m tests.faults $(ARGS)

abuse: $(READY) $(if $(filter full schemas,$(ARGS)),$(READY_SCHEMAS))  ## attack a running house and say what each attack got: half a minute (ARGS="--tier full", ARGS="--attack NAME")
	@$(BIN)/python -m tests.abuse $(ARGS)

$(READY_SCHEMAS): $(READY) requirements-schemas.txt
	@$(PYTHON) -m venv $(SCHEMAS)
	@$(SCHEMAS)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-schemas.txt
	@touch $(READY_SCHEMAS)

bench: $(READY_BENCH)  ## every benchmark in turn, about an hour (ARGS=--list, ARGS="routing front")
	@$(BIN)/python -m bench.all $(ARGS)

$(READY_BENCH): $(READY) requirements-bench.txt
	@if $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-bench.txt; \
	then touch $(READY_BENCH); else echo "going on without the page and without FastStream"; fi

lock: $(READY)  ## pin the dependencies of pyproject.toml anew, with hashes and without naming a host
	@$(LOCK) --extra dev pyproject.toml -o requirements.txt
	@$(LOCK) --constraints requirements.txt pyproject.toml -o requirements-image.txt
	@$(LOCK) --constraints requirements.txt --extra bench pyproject.toml -o requirements-bench.txt
	@$(LOCK) --group schemas -o requirements-schemas.txt

clean:  ## remove the environment and the caches; what runs in .muster stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache *.egg-info
