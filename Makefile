# The words people type. `make` alone prints them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One more than the cores of a small machine, since some tests wait for other programs.
WORKERS ?= 3
# The long tests come in folders: without stealing, one worker ends with a queue of them while the others are done.
PARALLEL = -n $(WORKERS) --dist worksteal
QUICK := not container and not clients and not browser and not versions

.PHONY: help serve test test-fast test-shuffled test-clients lint docs bench bench-quick soak seed-data image clean
help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[jwt,fast,tls]'
	touch $@

$(VENV)/developed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[jwt,faker,fast,tls]' --group dev
	touch $@ $(VENV)/installed

serve: $(VENV)/installed ## set everything up and serve on http://127.0.0.1:6744
	$(BIN)/mock-osigu serve

test: $(VENV)/developed ## set everything up and run every test, the linters and the type checker first
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest $(PARALLEL) -m '$(QUICK)'
	$(BIN)/pytest -m 'not ($(QUICK))'

test-fast: $(VENV)/developed ## the tests that need no container and no other language
	$(BIN)/pytest $(PARALLEL) -m '$(QUICK)'

test-shuffled: $(VENV)/developed ## the quick tests ten times, each in another random order
	for seed in 1 2 3 4 5 6 7 8 9 10; do \
	  $(BIN)/pytest $(PARALLEL) -m '$(QUICK)' --random-order-bucket=global --random-order-seed=$$seed || exit; \
	done

test-clients: $(VENV)/developed ## the tests of clients in other languages; first installs them (as root, on Debian)
	tests/clients/install.sh
	TESTS_REQUIRE=clients $(BIN)/pytest -m clients

lint: $(VENV)/developed ## format, then lint and check types
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/mypy

docs: $(VENV)/developed ## write the generated pages anew
	$(BIN)/python docs/generate.py

bench: $(VENV)/developed ## measure against bare Flask and the rivals; writes docs/performance.md
	$(BIN)/python -m benchmarks.run

bench-quick: $(VENV)/developed ## measure against bare Flask alone, in two minutes; prints
	$(BIN)/python -m benchmarks.run --quick

soak: $(VENV)/developed ## 200,000 mixed requests: errors, memory, latency; writes docs/soak.md
	$(BIN)/python -m benchmarks.soak --write

seed-data: $(VENV)/developed ## make the name pools anew with Faker
	$(BIN)/python -m mock_osigu.api.payments.make_pools

image: ## build the container image
	docker build -t mock-osigu .

clean: ## remove what the other words made
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache
