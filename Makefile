# make run   sets up and serves the sample documents on http://127.0.0.1:8080
# make test  sets up everything and runs what continuous integration runs
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint format bench soak install clean

$(VENV)/.core: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.all: $(VENV)/.core constraints-models.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -c constraints-models.txt -e '.[dev,models]'
	touch $@

install: $(VENV)/.core

run: install
	$(BIN)/xuesi demo

test: $(VENV)/.all
	sh tests/system_packages.sh
	$(MAKE) lint
	# A core for each of the two: the threads of linear algebra would only take turns.
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2

lint: $(VENV)/.all
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.all
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.all
	$(BIN)/xuesi bench

soak: $(VENV)/.all
	XUESI_KILLS=100 $(BIN)/python -m pytest -n 2 -k kill
	XUESI_FORGERIES=100000 $(BIN)/python -m pytest -k forger
	XUESI_SOAK=1 $(BIN)/python -m pytest -n 2 tests/records tests/quiz tests/knowledge

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
