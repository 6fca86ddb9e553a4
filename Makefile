# Hemolog: `make run` trains and searches on a synthetic sample; `make test` checks everything. `make help` lists the rest.

VENV ?= .venv
SLOW ?=
# Processes that share the tests, many of which wait for a server or for a process of theirs; 0: none but pytest's own.
WORKERS ?= 3
# The first Python that TensorFlow has wheels for and that can make environments.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$p && break; done)

READY := $(VENV)/ready
BENCH := bench/.venv
NO_PYTHON := Python 3.11, 3.12 or 3.13 with venv is missing: install python3 and python3-venv
SAMPLE ?= sample
# DVC starts each stage as `python`: it has to be this environment's.
export PATH := $(abspath $(VENV))/bin:$(PATH)
export DVC_NO_ANALYTICS := 1

.DEFAULT_GOAL := help
.PHONY: help run test check lock bench screenshots clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-11s %s\n", $$1, $$2}' Makefile

$(READY): requirements.lock pyproject.toml
	@command -v git >/dev/null || { echo "git is missing: install git" >&2; exit 2; }
	@test -n "$(PYTHON)" || { echo "$(NO_PYTHON)" >&2; exit 2; }
	@echo "Installing into $(VENV): about two minutes the first time"
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(READY) ## train and search on the synthetic sample, as experiments that leave the checkout clean
	@git config user.email >/dev/null || { \
		export GIT_AUTHOR_NAME=hemolog GIT_AUTHOR_EMAIL=hemolog@localhost; \
		export GIT_COMMITTER_NAME=hemolog GIT_COMMITTER_EMAIL=hemolog@localhost; \
		echo "git knows no name of yours: recording as hemolog <hemolog@localhost>"; }; \
	experiments=refs/exps/$$(git rev-parse HEAD | sed 's|^..|&/|'); \
	there() { git rev-parse --quiet --verify "$$experiments/$$1" >/dev/null; }; \
	search=$(SAMPLE)-search; \
	there $$search-0000 || test -z "$$(git for-each-ref "refs/exps/*/*/$$search-0000")" || \
		search=$$search-$$(git rev-parse --short HEAD); \
	if there $(SAMPLE) && there $$search-0003; then \
		echo "The experiments '$(SAMPLE)' and '$$search-0000' to '-0003' are already there: dvc exp show"; \
		echo "To run them anew under other names: make run SAMPLE=<name>"; \
	else \
		{ there $(SAMPLE) || dvc exp run --temp --name $(SAMPLE) --set-param 'fetch.sources=[sample]'; } && \
		echo && \
		hemolog search $$search --trials 4 -S 'fetch.sources=[sample]' -S train.epochs=3 && \
		dvc exp show --no-pager --hide-workspace --precision 3 --sort-by val.macro_f1 --sort-order desc --drop '.*' \
			--keep 'Experiment|val.macro_f1|(fetch.sources|train.model|train.width)$$' && \
		echo "All of this works once dvc and hemolog are found: . $(VENV)/bin/activate"; \
	fi && \
	echo "All experiments as one page, for any browser:" && \
	hemolog board

test: check ## lint, types, walls and all tests but the slow ones (SLOW=1: those too)
	@$(VENV)/bin/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder \
		$(if $(SLOW),,-m "not slow")

check: $(READY) ## seconds: lint, format, types, walls, parameters
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/ruff format --quiet --check .
	@$(VENV)/bin/mypy --no-error-summary
	@$(VENV)/bin/lint-imports --no-logo >$(VENV)/lint-imports.log || { cat $(VENV)/lint-imports.log; exit 1; }
	@PYTHONPATH=src $(VENV)/bin/python -m bloodcells.params >$(VENV)/params.log

bench: $(BENCH)/ready ## speed and memory beside peers, in an environment of their own; wants a quiet machine
	@for script in bench/bench_*.py; do PYTHONPATH=src:tests $(BENCH)/bin/python $$script || exit; done

$(BENCH)/ready: bench/requirements.lock
	@test -n "$(PYTHON)" || { echo "$(NO_PYTHON)" >&2; exit 2; }
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

screenshots: $(READY) ## the pictures of README.md, taken anew of the board (needs chromium)
	@$(VENV)/bin/python docs/screenshots.py

lock: ## pin the newest allowed versions (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		--group dev pyproject.toml --upgrade --output-file requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		pyproject.toml bench/requirements.in --constraint requirements.lock --output-file bench/requirements.lock

clean: ## remove the environment; data, models and experiments stay
	rm -rf $(VENV) $(BENCH)
