# Everything runs in .venv; each target installs what it needs into it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-long test-engines lint browser servers reference bench clean

demo: $(VENV)/.run
	$(BIN)/tenure demo --folder demo

test: $(VENV)/.dev browser servers
	$(BIN)/python -m pytest -n 2 -m "not engines and not long"

# Servers of their own and hundreds of plans take longer than all other tests together; so do
# properties with all of their examples, of which `make test` tries some where a query is asked.
test-long: $(VENV)/.dev
	TENURE_EXAMPLES=all $(BIN)/python -m pytest -n 2 -m long

test-engines: $(VENV)/.dev servers
	$(BIN)/python -m pytest -n 2 tests/engines

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

reference: $(VENV)/.run
	$(BIN)/python -m tenure.company.reference > docs/metrics/README.md

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/run.py

# The tests look at the report in a real browser, and ask real servers.
browser:
	@command -v chromium >/dev/null || $(call apt,chromium fonts-noto-cjk,the browser tests)

servers:
	@command -v java >/dev/null || $(call apt,default-jre-headless,the tests on Spark)
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
	  $(call apt,postgresql,the tests on PostgreSQL)

define apt
{ if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $(1) >/dev/null; \
  else \
    echo "$(2) will be skipped: install $(1) with your system's packages"; \
  fi; }
endef

$(VENV)/.run: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[web]"
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

$(VENV)/.bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[bench]"
	touch $@

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
