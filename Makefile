# make demo   the invented municipality, from extracts to a dashboard in the browser: PORT=8050 SCALE=1
# make test   all tests; make lint, make bench, make soak and make clean do what they say

PYTHON ?= python3
PORT   ?= 8050
SCALE  ?= 1
DATA   := $(or $(LEDELSE_DATA),data)
RAW    := $(DATA)/raw
FACTS  := $(DATA)/facts
HERE   := .venv/bin/python
READY  := .venv/.installed
SAMPLE := $(RAW)/.scale-$(SCALE)
CODE   := $(shell find etl data/reference data/examples -type f -not -name '*.pyc' -not -path '*/sample/*')

.PHONY: demo test lint bench bench-etl bench-mining bench-app bench-reports soak clean
.DELETE_ON_ERROR:

demo: $(FACTS)/CURRENT
	@exec $(HERE) -m dashboard serve --facts $(FACTS) --port $(PORT)

$(FACTS)/CURRENT: $(SAMPLE) $(CODE)
	@echo "Turning the extracts into facts" >&2
	@$(HERE) -m etl run --raw $(RAW) --facts $(FACTS)

$(SAMPLE): $(READY) $(wildcard etl/sample/*)
	@echo "Inventing a municipality at scale $(SCALE)" >&2
	@$(HERE) -m etl sample --out $(RAW) --scale $(SCALE)
	@rm -f $(RAW)/.scale-* && touch $@

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	@echo "Installing the packages of requirements.lock into .venv" >&2
	@$(PYTHON) -m venv .venv
	@.venv/bin/pip install --disable-pip-version-check -r requirements.lock
	@touch $@

test: $(READY)
	@tests/install_browser.sh $(HERE)
	@tests/install_postgres.sh
	@tests/install_nginx.sh
	@$(HERE) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(READY)
	@$(HERE) -m ruff check
	@$(HERE) -m ruff format --check
	@$(HERE) -m mypy
	@$(HERE) -m tests.unsafe

bench: bench-etl bench-mining bench-app bench-reports

bench-etl: $(READY)
	@$(HERE) -m tests.bench.etl --scale 1

bench-mining: $(READY)
	@$(HERE) -m tests.bench.mining

bench-app: $(READY)
	@$(HERE) -m tests.bench.app --scale 1

bench-reports: $(FACTS)/CURRENT
	@$(HERE) -m tests.bench.reports --facts $(FACTS)

soak: $(READY)
	@$(HERE) -m tests.soak

clean:
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	if ls $(RAW)/.scale-* >/dev/null 2>&1; then rm -rf $(RAW) $(FACTS); fi
