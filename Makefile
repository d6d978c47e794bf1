# Two commands: `make run` sets everything up and runs the main job, `make test` sets up and passes the tests.
# Both may be repeated; the second time the set-up takes no time.

SHELL := /bin/bash
PYTHON ?= python3
PY := .venv/bin/python
PACKAGES := forms sync desktop resources
COVERED := tests/forms tests/sync tests/resources tests/property tests/e2e tests/adversarial tests/stateful \
    tests/corpora tests/durability tests/desktop

.PHONY: run test check coverage bench frozen folder setup i18n screens pictures lock clean

run: setup
	@.ci/run-main-job

test: .venv/tests-ok
	$(PY) -m pytest -n 2 --dist worksteal tests

check: setup
	$(PY) -m ruff format --check $(PACKAGES) tests
	$(PY) -m ruff check $(PACKAGES) tests
	$(PY) -m mypy
	.venv/bin/lint-imports

# Branches of forms and sync that the tests reach, the installed command's own processes included; of the window's tests what
# its presenters ask of them. Failing tests end it with their exit code, but only after the report.
coverage: .venv/tests-ok
	rm -f .coverage .coverage.*
	$(PY) -m coverage run -m pytest -n 2 --dist worksteal --timeout 3000 $(COVERED); tested=$$?; \
	    $(PY) -m coverage combine --quiet && $(PY) -m coverage report && $(PY) .ci/branches && exit $$tested

# The folder for the stick, built (2 minutes) and used as a clerk uses it (1 minute).
frozen: folder
	YUEBAO_FOLDER=dist/yuebao $(PY) -m pytest tests/packaging

folder: .venv/tests-ok
	SOURCE_DATE_EPOCH=1600000000 PYTHONHASHSEED=0 $(PY) -m PyInstaller --clean --noconfirm --log-level ERROR build.spec

bench: setup
	$(PY) -m pip install --quiet -r tests/benchmarks/requirements.txt
	$(PY) -m tests.benchmarks

setup: .venv/ok

.venv/ok: requirements.lock pyproject.toml .ci/setup
	@PYTHON="$(PYTHON)" .ci/setup
	@touch .venv/ok

.venv/tests-ok: .venv/ok
	@PYTHON="$(PYTHON)" .ci/setup --tests
	@touch .venv/tests-ok

# Maintainers only: the catalogue from its fragments, and the lock file (which must hold no address).
i18n: setup
	$(PY) -m resources.i18n

# The pictures of the user guide, drawn from the real screens; look at them before committing.
pictures: setup
	$(PY) -m tests.screens.make_pictures

lock:
	uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --extra dev \
	    --no-emit-index-url --no-emit-find-links -o requirements.lock pyproject.toml
	! grep -n '://' requirements.lock

clean:
	rm -rf .venv build dist *.egg-info
