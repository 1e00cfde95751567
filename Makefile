# The project's commands. They install what is missing; rustup, node (20 or newer) and make must be there.
.DEFAULT_GOAL := help
.PHONY: help run test test-fast test-systems check simulate mutants nightly screenshots bench bench-check bench-list dist package

NODE := $(shell command -v node)

define need-node
	@test -n "$(NODE)" || { echo "Node 20 or newer is missing: install it from https://nodejs.org or your system's packages"; exit 1; }
endef

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build the extension and start a browser with it; without a display, or with HEADLESS=1, play a practice day
	$(need-node)
	@node tests/setup/setup.mjs rust compiler browser npm
	@cargo xtask dist
	@node tests/practice/run.mjs

test: ## every test there is, real servers and browser included
	$(need-node)
	@node tests/run.mjs

test-fast: ## the tests without servers and browser
	$(need-node)
	@node tests/run.mjs fast

test-systems: ## real Odoo, App Connect and Asterisk, and the stand-ins of the others: what each adapter passes; ADAPTERS="odoo app-connect" for some
	$(need-node)
	@node tests/adapters.mjs $(ADAPTERS)

check: ## formatting, clippy (native and wasm32), licences and sources of dependencies
	$(need-node)
	@node tests/run.mjs check

simulate: ## WORLDS=2000 SEED=1: play worlds in which everything dies, and count from their own books; REPLAY="…" tells one
	@cargo run --quiet --profile worlds -p callscribe-simulation -- $(if $(REPLAY),--tell $(REPLAY),$(if $(WORLDS),--worlds $(WORLDS)) $(if $(SEED),--seed $(SEED)))

mutants: ## break rules and engine on purpose, one place at a time, an hour and a half long; ONLY="-F core/src/rules/" for a part
	$(need-node)
	@node tests/setup/setup.mjs rust compiler cargo-mutants
	@node tests/mutants/run.mjs $(ONLY)

nightly: ## a whole run of catch-up in ten real minutes, in the browser
	$(need-node)
	@node tests/setup/setup.mjs rust compiler browser npm servers
	@cargo xtask dist --test
	@NIGHTLY=1 node tests/node_modules/@playwright/test/cli.js test --config tests/e2e/playwright.config.mjs

screenshots: ## every screen in every state, in light and dark, at three widths, into docs/screens
	$(need-node)
	@node tests/setup/setup.mjs rust compiler browser npm
	@cargo xtask dist --test
	@node tests/node_modules/@playwright/test/cli.js test --config tests/screens/playwright.config.mjs --update-snapshots=all
	@node tests/screens/list.mjs

bench: ## the product beside what others would build: popup, queries, worker, numbers, sizes; one table, half an hour long
	$(need-node)
	@node tests/setup/setup.mjs rust compiler browser npm
	@node tests/bench/run.mjs

bench-check: ## the cheap half of it: fails where a ratio is a fifth worse than in tests/bench/baseline.json
	$(need-node)
	@node tests/setup/setup.mjs rust compiler browser npm
	@node tests/bench/run.mjs --cheap --check

bench-list: ## how smooth the list of calls is with 100,000 of them
	$(need-node)
	@node tests/setup/setup.mjs rust compiler browser npm
	@cargo xtask dist --test
	@node tests/bench/list.mjs

dist: ## the extension, ready to be loaded, in dist/
	$(need-node)
	@node tests/setup/setup.mjs rust compiler
	@cargo xtask dist

package: dist ## the extension packed for the store, in dist/
	@cargo xtask package
