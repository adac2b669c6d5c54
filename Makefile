# `make run` and `make test` need python3 (3.11 or later, with venv) and make, but neither root nor
# input. They write only to this folder.

PYTHON ?= python3
PORT ?= 8000

HERE := $(CURDIR)
PY := $(HERE)/.venv/bin/python
TMP := $(HERE)/var/tmp

export TMPDIR := $(TMP)
export XDG_CACHE_HOME := $(HERE)/.venv/cache
export PIP_CACHE_DIR := $(XDG_CACHE_HOME)/pip
export UV_CACHE_DIR := $(XDG_CACHE_HOME)/uv
export UV_TOOL_DIR := $(HERE)/.venv/tools
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Containers often disable bytecode; each process would then compile all modules again.
export PYTHONDONTWRITEBYTECODE :=
export DJANGO_SETTINGS_MODULE := atmp_events.settings

SECRET = SECRET_KEY="$$(cat var/secret-key)"
LOCAL = $(SECRET) ALLOWED_HOSTS='localhost,127.0.0.1,[::1]' SITE_URL=http://127.0.0.1:$(PORT) \
	TLS=false TRUST_PROXY=false LOG_FORMAT=line BIND=127.0.0.1:$(PORT)
PRODUCTION = $(SECRET) ALLOWED_HOSTS=events.example.org SITE_URL= TLS=true TRUST_PROXY=true \
	DEBUG=false DATABASE_URL=sqlite://:memory: SECURITY_CONTACT=https://events.example.org/

MANAGE = $(PY) manage.py
COMPILE = $(PY) -m uv pip compile --quiet --universal --generate-hashes \
	--no-emit-index-url --custom-compile-command 'make requirements' $(if $(UPGRADE),--upgrade)

# Unit tests need neither a browser, nor a server, nor other programs.
SERVED = durability failing nginx postgresql serving
UNIT = tests $(addprefix --ignore tests/,browser clients fuzz test_markup.py) \
	$(patsubst %,--ignore tests/operations/test_%.py,$(SERVED))
# The unit tests without the slow ones: the admin, letters and registration, operations, all
# migrations, samples and time zones, and all edge cases in all formats.
QUICK = $(UNIT) $(addprefix --ignore tests/,admin mail management operations participation upgrade \
	actions/test_load_samples.py calendars/test_departed.py calendars/test_generated_events.py \
	calendars/test_vtimezone.py models/test_migrations.py pages/test_shown_fields.py \
	syndication/test_extreme_dates.py test_query_counts.py test_same_facts.py)

# The newest Python here that the newest Django supports. A shim of pyenv may not work.
PYENV = $(or $(PYENV_ROOT),$(HOME)/.pyenv)
NEWEST = $(shell for it in $(foreach it,3.14 3.13 3.12,python$(it) $(PYENV)/versions/$(it).*/bin/python3); \
	do "$$it" -c 'import ensurepip' 2>/dev/null && echo "$$it" && break; done)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run dev manage prepare port test test-quick test-newest test-postgres test-kill fuzz bench check audit messages requirements format clean
.SILENT:

help: ## List the targets
	awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

run: export DEBUG := false
run: export LOG_LEVEL := WARNING
run: port build/static.stamp prepare ## Serve on http://127.0.0.1:8000 as in production (PORT=8001, DEMO=1: with samples, EMPTY=1: another centre)
	exec env $(LOCAL) $(PY) -m gunicorn --config gunicorn.conf.py atmp_events.wsgi

dev: export DEBUG := true
dev: port prepare ## Serve with Django's debug server, which reloads as you edit
	mkdir -p build/static
	exec env $(LOCAL) $(MANAGE) runserver 127.0.0.1:$(PORT)

manage: .venv/requirements.txt var/secret-key ## Run a command of manage.py (ARGS='makemigrations events')
	$(LOCAL) $(MANAGE) $(ARGS)

prepare: .venv/requirements.txt var/secret-key
	$(LOCAL) $(MANAGE) migrate --verbosity 0
	$(if $(EMPTY),,$(LOCAL) $(MANAGE) load_network_meeting --verbosity 0)
	$(if $(EMPTY),$(LOCAL) $(MANAGE) load_empty_site --verbosity 0)
	$(if $(DEMO),$(LOCAL) $(MANAGE) load_samples --verbosity 0)
	$(LOCAL) $(MANAGE) create_demo_coordinator --verbosity 0
	echo 'Events: http://127.0.0.1:$(PORT)/  Admin: http://127.0.0.1:$(PORT)/$(or $(ADMIN_PATH),admin)/  End: Ctrl-C'

port: .venv/requirements.txt
	$(PY) -c 'import socket; socket.create_server(("127.0.0.1", $(PORT))).close()' 2>/dev/null || \
	{ echo "Port $(PORT) is in use. Choose another: make $(MAKECMDGOALS) PORT=$$(($(PORT) + 1))" >&2; exit 1; }

test: .venv/requirements-dev.txt build/static.stamp build/markup.stamp build/clients.stamp ## Run every test (ARGS='-k when' for some)
	HOME=$(TMP) $(PY) -m pytest -rs --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)

test-quick: .venv/requirements-dev.txt build/static.stamp ## Run the fast tests, in about a minute (ARGS='-k when' for some)
	HOME=$(TMP) $(PY) -m pytest -q -rs --numprocesses 2 --dist loadfile $(QUICK) $(ARGS)

test-newest: build/static.stamp ## Run the unit tests on the newest Django, with Python 3.12 or later
	if [ -n "$(NEWEST)" ]; then $(MAKE) .venv-newest/requirements.txt && \
		HOME=$(TMP) .venv-newest/bin/python -m pytest -q --numprocesses 2 --dist loadfile $(UNIT) $(ARGS); \
	else echo 'Not run on the newest Django: it needs Python 3.12 or later, with venv; none is here.' >&2; fi

test-postgres: .venv/requirements-dev.txt build/static.stamp build/markup.stamp build/clients.stamp ## Run every test on a temporary PostgreSQL
	HOME=$(TMP) $(PY) tools/with_postgres.py $(PY) -m pytest -rs --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)

fuzz: .venv/requirements-dev.txt build/static.stamp ## Send random hostile input to all pages and forms (FUZZ=50: for longer)
	HOME=$(TMP) LOG_LEVEL=CRITICAL FUZZ=$(or $(FUZZ),10) $(PY) -m pytest -q -s --show-capture=no tests/fuzz

test-kill: .venv/requirements-dev.txt ## Kill processes that save and send, a thousand times, and look for losses (KILLS=100)
	HOME=$(TMP) KILLS=$(or $(KILLS),1000) $(PY) -m pytest -q -s tests/operations/test_durability.py tests/mail/test_killed_sender.py $(ARGS)

bench: .venv/requirements-dev.txt build/static.stamp ## Measure performance as ratios (RECORD=1: into docs/performance.md)
	mkdir -p $(TMP) && $(PY) -m benchmarks

check: .venv/requirements-dev.txt var/secret-key ## Check style, types, templates, imports, migrations, deployment, messages
	$(PY) -m ruff check --quiet
	$(PY) -m ruff format --check --quiet
	$(PRODUCTION) $(PY) -m mypy --no-error-summary
	$(PY) -m djlint templates --lint --quiet
	.venv/bin/lint-imports --no-cache --no-logo
	$(PRODUCTION) $(MANAGE) makemigrations --check --dry-run
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	$(PRODUCTION) $(PY) tools/check_messages.py

audit: .venv/requirements-dev.txt ## List the licences of the pinned packages, and their known vulnerabilities
	printf '%s\n' '# Licences' '' 'What the site runs with, as each package states it. Written by `make audit`.' '' > docs/licences.md
	$(PY) -m uv tool run pip-licenses --python=$(PY) --format=markdown \
		--packages $$(sed -n 's/==.*//p' requirements.txt) >> docs/licences.md
	$(PY) -m uv tool run pip-audit --requirement requirements.txt --require-hashes --disable-pip --strict

messages: .venv/requirements.txt var/secret-key ## Collect and compile the messages to translate (needs gettext)
	$(LOCAL) $(MANAGE) makemessages --locale sv --no-obsolete --add-location file \
		--ignore tests --ignore tools --ignore benchmarks --ignore var --ignore build
	$(LOCAL) $(MANAGE) compilemessages --locale sv --ignore ".venv*" --ignore build

requirements: .venv/requirements-dev.txt ## Pin the requirements of pyproject.toml (UPGRADE=1: the newest)
	$(COMPILE) --python-version 3.11 pyproject.toml --output-file requirements.txt
	$(COMPILE) --python-version 3.11 pyproject.toml --group dev --constraint requirements.txt \
		--output-file requirements-dev.txt
	cp requirements-dev.txt requirements-newest.txt  # The same pins, except for Django.
	$(COMPILE) --python-version 3.12 pyproject.toml --group dev --override tools/newest.txt \
		--output-file requirements-newest.txt

format: .venv/requirements-dev.txt ## Format the Python code, and fix what ruff can fix
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

# The W3C's HTML validator for the tests. Without npm or Java its test is skipped.
build/markup.stamp: tools/markup/package-lock.json tools/markup/package.json
	mkdir -p build/markup
	cp $^ build/markup/
	if command -v npm >/dev/null; then \
		npm ci --prefix build/markup --ignore-scripts --no-audit --no-fund --silent \
			--fetch-timeout=30000 --fetch-retries=1 && touch $@ || \
		echo 'The checker of markup could not be installed' >&2; fi

# ical.js and oembed-extractor for the tests. Without npm their tests are skipped.
build/clients.stamp: tools/clients/package-lock.json tools/clients/read.js tools/clients/read_card.js
	mkdir -p build/clients
	cp tools/clients/package.json $^ build/clients/
	if command -v npm >/dev/null; then \
		npm ci --prefix build/clients --ignore-scripts --no-audit --no-fund --silent \
			--fetch-timeout=30000 --fetch-retries=1 && touch $@ || \
		echo 'ical.js and oembed-extractor could not be installed' >&2; fi

clean: ## Remove everything that can be made again, but not the data in var/
	rm -rf .venv .venv-newest build var/tmp var/test .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# A copy of the pins in .venv records what is installed.
.venv/%.txt: %.txt | .venv/bin/python
	echo 'Installing $< (about a minute)'
	$(PY) -m pip install --quiet --quiet --require-hashes -r $<
	cp $< $@

.venv-newest/%.txt: requirements-newest.txt
	echo 'Installing $<'
	$(NEWEST) -m venv --clear .venv-newest
	.venv-newest/bin/python -m pip install --quiet --quiet --require-hashes -r $<
	cp $< $@

.venv/bin/python: | var/tmp
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or later is needed: make PYTHON=python3.x …")'
	$(PYTHON) -m venv .venv

var/tmp:
	mkdir -p $@

var/secret-key: | .venv/requirements.txt
	umask 077; $(PY) -c 'import secrets; print(secrets.token_urlsafe(50))' > $@

build/static.stamp: .venv/requirements.txt atmp_events/settings.py $(shell find static) | var/secret-key
	mkdir -p build
	$(LOCAL) DEBUG=false $(MANAGE) collectstatic --noinput --clear --verbosity 0
	touch $@
