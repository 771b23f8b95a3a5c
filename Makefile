# make demo   plays a whole office            make test   runs every check
# make check  the quick half of the checks    make lock   pins the libraries anew
# make setup  installs what running needs     make samples  writes what is expected of the samples anew, for review
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
STAMP := .venv/.installed

# make accuracy prints how well letters and replies of hands left out are read, and writes accuracy.json; make models trains the models that are shipped, from examples/
.PHONY: setup demo test check coverage accuracy models kills chaos numbers fuzz nasty samples lock bench clean setup-demo setup-test

setup: setup-demo

demo: setup-demo
	.venv/bin/nodis demo --dir demo-out

test: setup-test
	.ci/checks

check: setup-test
	.ci/checks static

# which lines no test enters; tracing makes every test slower, so it is no part of make test
coverage: setup-test
	.venv/bin/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term:skip-covered tests

KILLED = .venv/bin/python -m pytest -s tests/office
kills: setup-test
	NODIS_KILLS=all $(KILLED)/test_kill.py & points=$$!; export NODIS_KILLS_EACH=500; \
		$(KILLED)/test_kill_matrix.py -k sqlite & sqlite=$$!; $(KILLED)/test_kill_matrix.py -k postgresql & postgresql=$$!; \
		wait $$points && wait $$sqlite && wait $$postgresql

CHAOS_SECONDS ?= 600
chaos: setup-test
	NODIS_CHAOS_SECONDS=$(CHAOS_SECONDS) .venv/bin/python -m pytest -s tests/office/test_worker_chaos.py

numbers: setup-test
	NODIS_NUMBERS=10000 .venv/bin/python -m pytest -s -k killed tests/store/test_numbers.py

FUZZ_SECONDS ?= 3600
fuzz: setup-test
	.venv/bin/python tests/fuzz_all.py $(FUZZ_SECONDS)

nasty: setup-test
	.venv/bin/python -m pip download --quiet --no-deps --no-binary :all: --require-hashes -r tests/nasty_packages.txt -d .cache/nasty
	NODIS_NASTY=all NODIS_COLLECTIONS=.cache/nasty .venv/bin/python -m pytest -s tests/office/test_nasty_mails.py tests/office/test_collections.py

samples: setup-test
	NODIS_REWRITE_SAMPLES=1 .venv/bin/python -m pytest -q tests/test_samples.py; git diff --stat inbox_samples

models: setup-test
	.venv/bin/python -m pipeline.training examples models

accuracy: setup-test
	.venv/bin/python -m pipeline.accuracy.letters --json accuracy.json
	.venv/bin/python -m pipeline.accuracy.replies

bench: setup-test
	.venv/bin/python bench/latency.py
	.venv/bin/python bench/latency.py --rates 1 10 60
	.venv/bin/python bench/throughput.py typed --away 0 1 5
	.venv/bin/python bench/throughput.py scanned
	.venv/bin/python bench/growth.py
	.venv/bin/python bench/search.py
	.venv/bin/python bench/footprint.py
	.venv/bin/python bench/reading.py own
	.venv/bin/python bench/reading.py speed

setup-demo:
	.ci/install apt-demo.txt
	@$(MAKE) --no-print-directory $(STAMP)

setup-test:
	.ci/install apt-demo.txt apt-test.txt
	@$(MAKE) --no-print-directory $(STAMP)

# The lock is constraints, too: else older pips look past `coverage==1` for `coverage[toml]`, find a newer release and refuse it.
$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock -c requirements.lock
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

lock:
	.venv/bin/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 --quiet --output-file requirements.lock

clean:
	rm -rf .venv build dist demo-out accuracy.json .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* .import_linter_cache
