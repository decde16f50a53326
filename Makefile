# Needs Python >= 3.11 and make, nothing else; GNU make 3.81, the one macOS ships, is enough.
# Everything is installed in .venv. Each stamp file there says that one step is done, so that a step
# runs again only when what it was made from has changed.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

CREATED := $(VENV)/.created
EXECUTION := $(VENV)/.execution
DEVELOPPEMENT := $(VENV)/.developpement
MESURES := $(VENV)/.mesures

# Chosen by the caller: an interpreter, and words added to the command that is run.
PYTHON ?=
ARGS ?=

# Settings of the caller's pip and uv that say how to reach a registry are kept; those that change
# what is installed, or where, are not (PIP_TARGET, PIP_REQUIRE_HASHES, UV_EXTRA_INDEX_URL…).
REACH := PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_NO_INDEX PIP_TRUSTED_HOST \
  PIP_CERT PIP_CLIENT_CERT PIP_PROXY PIP_TIMEOUT PIP_DEFAULT_TIMEOUT PIP_RETRIES \
  PIP_CACHE_DIR PIP_NO_CACHE_DIR PIP_CONFIG_FILE PIP_KEYRING_PROVIDER \
  UV_CACHE_DIR UV_NATIVE_TLS UV_SYSTEM_CERTS UV_HTTP_TIMEOUT
unexport $(filter-out $(REACH),$(filter PIP_% UV_%,$(.VARIABLES)))
unexport PYTHONHOME PYTHONPATH PYTHONOPTIMIZE
# A pip.conf may ask for --user, which a virtual environment refuses.
export PIP_USER := 0

.DEFAULT_GOAL := help
.PHONY: help demo test couverture lint fix wheel pins bench fuzz hasard interruptions clean bytecode FORCE

help: ## Afficher cette aide
	@echo 'Usage : make CIBLE [PYTHON=python3.12] [ARGS="…"]'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1	\2/p' $(firstword $(MAKEFILE_LIST))

demo: bytecode ## Installer sigma et lancer la démonstration (données inventées)
	$(BIN)/sigma demo $(ARGS)

test: $(DEVELOPPEMENT) bytecode ## Lancer les essais
	$(BIN)/python -m pytest -n 2 $(ARGS)

# Watching every line costs six tenths of the time of the tests: a command of its own.
couverture: $(DEVELOPPEMENT) bytecode ## Lancer les essais et mesurer leur couverture (95 % au moins)
	$(BIN)/python -m pytest -n 2 -q --cov --cov-report=term $(ARGS)

lint: $(DEVELOPPEMENT) ## Vérifier style, types, étages, référence et guide, sans rien modifier
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m cogapp --check docs/reference.md docs/guide.md docs/flux/README.md

fix: $(DEVELOPPEMENT) ## Corriger le style et régénérer la référence et le guide
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m cogapp -r docs/reference.md docs/guide.md docs/flux/README.md

# A folder outside the tree, so that nothing of it is found but what was installed.
wheel: $(DEVELOPPEMENT) ## Fabriquer dist/ et essayer la roue dans un environnement vide
	rm -rf dist
	$(BIN)/python -m hatchling build
	@essai=$$(mktemp -d) && trap 'rm -rf "$$essai"' EXIT && \
	$(BIN)/python -m venv "$$essai/venv" && \
	"$$essai/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input dist/*.whl && \
	cd "$$essai" && HOME="$$essai" && export HOME && \
	venv/bin/sigma --version && venv/bin/sigma demo demo && venv/bin/sigma docs guide && \
	test -s "$$(venv/bin/sigma docs guide)" && test -d "$$(venv/bin/sigma docs planification)"

hasard: $(DEVELOPPEMENT) bytecode ## Essayer les propriétés sur d’autres exemples, cinq fois (ARGS="-x")
	for fois in 1 2 3 4 5; do \
	  $(BIN)/python -m pytest -n 2 -q -m hypothesis --hypothesis-profile=hasard $(ARGS) || exit; \
	done

interruptions: $(DEVELOPPEMENT) bytecode ## Tuer des envois n’importe où, vers un dossier puis un serveur SFTP
	$(BIN)/python -m tests.integration.interruptions $(ARGS)
	$(BIN)/python -m tests.integration.interruptions --sftp $(ARGS)

bench: $(DEVELOPPEMENT) $(MESURES) bytecode ## Mesurer temps et mémoire, en rapports ; écrit mesures.json
	$(BIN)/python benchmarks/mesures.py -o mesures.json --pairs $(VENV)/mesures/bin/python $(ARGS)

fuzz: $(DEVELOPPEMENT) bytecode ## Importer 10 000 fichiers abîmés (ARGS="--nombre 500 --graine 2")
	$(BIN)/python tests/fuzz/fuzz_import.py $(ARGS)

LOCK := $(VENV)/pins/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate

pins: $(CREATED) ## Refaire requirements/*.txt (ARGS=--upgrade pour les dernières versions)
	rm -rf $(VENV)/pins
	$(BIN)/python -m venv $(VENV)/pins
	$(VENV)/pins/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) $(ARGS) --group dev --output-file requirements/developpement.txt \
	  pyproject.toml requirements/execution.in
	$(LOCK) $(ARGS) --constraint requirements/developpement.txt \
	  --output-file requirements/execution.txt pyproject.toml requirements/execution.in
	$(LOCK) $(ARGS) --constraint requirements/developpement.txt \
	  --output-file requirements/mesures.txt requirements/mesures.in
	rm -rf $(VENV)/pins

clean: ## Effacer .venv, dist et les caches (jamais une base)
	rm -rf $(VENV) dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache \
	  .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# Python writes its bytecode by itself, unless told not to or unable to: then every start is slow.
bytecode: $(EXECUTION)
	@$(BIN)/python -m compileall -q sigma_cli

# The stamp holds the command of the interpreter. It is remade when that one is gone (an upgrade of
# the system) or when the caller asks for another.
AS_ASKED = test -x $(BIN)/python && \
  { test -z '$(PYTHON)' || test "$$(cat $(CREATED))" = '$(PYTHON)'; }

$(CREATED): $(shell { $(AS_ASKED); } 2>/dev/null || echo FORCE)
	@set -- python3 python3.14 python3.13 python3.12 python3.11; \
	test -z '$(PYTHON)' || set -- '$(PYTHON)'; \
	bare=; \
	for candidate do \
	  "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	    || continue; \
	  if "$$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
	    echo "Création de $(VENV) avec $$candidate…"; \
	    "$$candidate" -m venv --clear $(VENV) && echo "$$candidate" >$@; \
	    exit; \
	  fi; \
	  bare=$$candidate; \
	done; \
	if test -n "$$bare"; then \
	  echo "$$bare ne sait pas créer d’environnement virtuel (module venv ou ensurepip absent)." \
	    "Sous Debian ou Ubuntu : « sudo apt install python3-venv »." >&2; \
	else \
	  echo "Aucun Python 3.11 ou plus récent parmi : $$*." \
	    "Installez-en un, ou indiquez-le : « make $(or $(MAKECMDGOALS),demo) PYTHON=/chemin/vers/python3 »." >&2; \
	fi; \
	exit 1

# The pins name every package, so nothing is left to resolve (--no-deps): a resolver that meets
# `coverage[toml]` looks at releases newer than the pinned one, and then refuses them for lack of a hash.
$(EXECUTION): $(CREATED) requirements/execution.txt pyproject.toml sigma_cli/__init__.py
	@echo 'Installation de sigma et de ses dépendances…'
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements/execution.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# After the other install, never beside it: with -j both would write in the same place.
$(DEVELOPPEMENT): $(EXECUTION) requirements/developpement.txt
	@echo 'Installation des outils de développement…'
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements/developpement.txt
	@touch $@

# The tools to compare with have an environment of their own: nothing of ours depends on them.
$(MESURES): $(CREATED) requirements/mesures.txt
	@echo 'Installation des outils à comparer…'
	@$(BIN)/python -m venv --clear $(VENV)/mesures
	@$(VENV)/mesures/bin/python -m pip --disable-pip-version-check --no-input install --quiet \
	  --no-deps --require-hashes -r requirements/mesures.txt
	@touch $@
