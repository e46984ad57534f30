# make report | test | soak | bench | lock | clean. Needs Python 3.11 or newer and make; uses uv where it is present.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV := $(shell command -v uv 2>/dev/null)
SEEDS ?= 0:600

# Without bytecode every start compiles all packages anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: report test soak bench lock clean

report: $(STAMP)
	@$(BIN)/build-report

test: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2

# Broken variants of the flagship and random briefs, long: make soak SEEDS=1000:3000
soak: $(STAMP)
	SEEDS=$(SEEDS) $(BIN)/pytest -n 2 -m soak

bench: $(STAMP)
	$(BIN)/python tests/bench/bench.py

# Pins every package with its hashes; the only target that needs uv.
lock:
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .hypothesis .pytest_cache
	find output -mindepth 1 ! -name .gitkeep -delete

ifdef UV
MAKE_VENV = $(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
INSTALL = $(UV) pip install --quiet --python $(BIN)/python --compile-bytecode
else
MAKE_VENV = $(PYTHON) -m venv $(VENV)
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, e.g.: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@echo "setting up $(VENV)"
	@$(BIN)/python -c '' 2>/dev/null || $(MAKE_VENV)
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@
