# Each target builds its own virtual environment: nothing has to be installed by hand
# but Python 3.11 or newer. PYTHON=python3.12 make demo chooses another one.
PYTHON ?= python3
OUT ?= smartcart-demo
DEMO := .venv-demo
DEV := .venv
PIP := -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: demo test check api-cases site bench bench-watch bench-proof readers fuzz notebooks picture app-pictures format clean

demo: $(DEMO)/ready
	@$(DEMO)/bin/smartcart demo --out $(OUT)

test: check $(DEV)/kernels
	$(DEV)/bin/python -m pytest -n auto

check: $(DEV)/ready
	$(DEV)/bin/ruff format --check .
	$(DEV)/bin/ruff check .
	$(DEV)/bin/mypy
	$(DEV)/bin/lint-imports --no-cache

# The HTTP API against its own description, in more than ten thousand cases; minutes.
api-cases: $(DEV)/ready
	SMARTCART_API_EXAMPLES=1000 $(DEV)/bin/python -m pytest -s tests/api/test_description.py

# The documentation as a site in site/; a warning is an error. To read it with its search:
# .venv/bin/python -m http.server --directory site
site: $(DEV)/ready
	NO_MKDOCS_2_WARNING=1 $(DEV)/bin/python -m mkdocs build --strict

# Every figure of docs/benchmarks.md, beside its rival; nothing else may run meanwhile. An hour.
# What is asked beyond that: make bench BENCH="founding --pycaret rival/bin/python"
bench: $(DEV)/kernels
	$(DEV)/bin/python $(PIP) --editable ".[bench]"
	$(DEV)/bin/python -m benchmarks $(BENCH)

# Fails when a ratio to a rival has become worse by a quarter; a minute.
bench-watch: $(DEV)/kernels
	$(DEV)/bin/python -m benchmarks.watched

# How often each verdict is given on planted tables: the table of docs/verdict.md.
bench-proof: $(DEV)/ready
	$(DEV)/bin/python -m benchmarks.proof

readers: $(DEV)/ready
	$(DEV)/bin/python $(PIP) --editable ".[bench]"
	$(DEV)/bin/python -m benchmarks.readers

fuzz: $(DEV)/ready
	$(DEV)/bin/python -m benchmarks.fuzz_reader

# Execute examples/*.py and write the notebooks beside them; the same code gives the same file.
notebooks: $(DEV)/ready
	$(DEV)/bin/python -m examples.refresh

# The picture of the README, from generated customers.
picture: $(DEV)/ready
	$(DEV)/bin/python -m scripts.picture

# Every page of the web page, light and dark, wide and narrow; needs Chromium.
app-pictures: $(DEV)/ready
	$(DEV)/bin/python -m scripts.app_pictures app-pictures

format: $(DEV)/ready
	$(DEV)/bin/ruff format .
	$(DEV)/bin/ruff check --fix .

clean:
	rm -rf $(DEMO) $(DEV) smartcart-demo site

$(DEMO)/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; try: make demo PYTHON=python3.11"; exit 1; }
	@echo "Preparing an environment in $(DEMO) (once, about a minute)"
	@rm -rf $(DEMO) && $(PYTHON) -m venv $(DEMO)
	@$(DEMO)/bin/python $(PIP) --editable ".[all]"
	@touch $@

$(DEV)/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; try: make test PYTHON=python3.11"; exit 1; }
	@echo "Preparing an environment in $(DEV) (once, about a minute)"
	@rm -rf $(DEV) && $(PYTHON) -m venv $(DEV)
	@$(DEV)/bin/python $(PIP) --editable ".[dev]"
	@touch $@

# The kernels again after a change of their C; installing has compiled them once.
$(DEV)/kernels: $(DEV)/ready setup.py $(wildcard src/smartcart/kernels/*.[ch])
	@$(DEV)/bin/python $(PIP) --no-deps --editable .
	@touch $@
