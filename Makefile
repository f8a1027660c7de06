# What a developer types. `make help` lists it. Everything is installed in .venv, from the hash locks, with pip alone.

VENV ?= .venv
BIN := $(VENV)/bin
QUESTION ?= why did pi_failed123 fail?
# As many as there are processors, two at least and four at most: each worker takes up to a gigabyte.
JOBS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); [ $$n -gt 4 ] && n=4; [ $$n -lt 2 ] && n=2; echo $$n)
EVAL ?=

# The first Python that is new enough; `make PYTHON=/path/to/python3` overrides the search.
ifndef PYTHON
PYTHON := $(shell for name in python3 python3.13 python3.12 python3.11 python3.14; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; done)
endif

RUNTIME := $(VENV)/.runtime-installed
DEVELOPMENT := $(VENV)/.development-installed
PYTHON_CODE := $(wildcard agent tools prompts evals benchmarks tests)
DOCUMENT_TESTS := tests/test_project.py $(wildcard tests/test_docs.py tests/docs)

.DEFAULT_GOAL := help
.PHONY: help demo test check static install eval all lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(RUNTIME) ## set up, then answer one question on the simulated account
	@$(BIN)/paysleuth ask "$(QUESTION)" --account demo

test: $(DEVELOPMENT) ## run the test suite
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder --inline-snapshot=disable

check: static ## format, lint, types, and the tests that keep the documentation true
	$(BIN)/python -m pytest -q $(DOCUMENT_TESTS)

# What `make check` does beside tests that are a part of `make test`; whoever runs both runs this.
static: $(DEVELOPMENT)
	$(BIN)/ruff format --check $(PYTHON_CODE)
	$(BIN)/ruff check $(PYTHON_CODE)
	PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright --pythonpath $(BIN)/python

install: $(DEVELOPMENT)

eval: $(DEVELOPMENT) ## run the eval suite without a model, and hold it to its baseline; EVAL="..." gives it options
	@$(BIN)/paysleuth eval --jobs $(JOBS) $(EVAL)

all: check test eval ## all three of the above

# uv resolves once for every system and Python version that we support, and writes no index address. Its own settings and
# any folder of wheels configured for it are left out, so that the hashes are those of the public releases.
UV_COMPILE = env -u UV_FIND_LINKS -u UV_INDEX -u UV_EXTRA_INDEX_URL uv pip compile pyproject.toml --quiet --no-config --upgrade \
	--universal --generate-hashes --no-annotate --custom-compile-command 'make lock'

lock: ## resolve the dependencies again and write both hash locks
	@command -v uv >/dev/null || { echo "make lock needs uv: python3 -m pip install uv"; exit 2; }
	$(UV_COMPILE) --group build --output-file requirements.lock
	$(UV_COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean: ## remove the environment and every cache
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian's python3 may come without ensurepip: then the environment is made bare, and the system's pip fills it.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "paysleuth needs Python 3.11 or later, and none was found on the PATH." \
		"Install one, or name it: make PYTHON=/path/to/python3" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "paysleuth needs Python 3.11 or later; $(PYTHON) is older or does not run." \
		"Name another: make PYTHON=/path/to/python3" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(VENV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m pip --version >/dev/null 2>&1 || { \
		rm -rf $(VENV); echo "$(PYTHON) has no pip: install python3-venv or python3-pip first." >&2; exit 2; }

# $(call install,<lock>): pip from the environment where it has one, else the system's, pointed at the environment.
# Warnings are left out: pip gives one for each configured folder that doesn't hold a package.
define install
	@if $(BIN)/python -m pip --version >/dev/null 2>&1; then pip="$(BIN)/python -m pip"; \
	else pip="$(PYTHON) -m pip --python $(BIN)/python"; fi; \
	echo "Installing what paysleuth needs into $(VENV), once, from $(1)"; \
	$$pip install -qq --disable-pip-version-check --require-hashes --requirement $(1) && \
	$$pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
endef

$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	$(call install,requirements.lock)

$(DEVELOPMENT): requirements-dev.lock pyproject.toml | $(BIN)/python
	$(call install,requirements-dev.lock)
	@touch $(RUNTIME)
