# The two commands: `make demo` and `make test`.

.PHONY: help demo test tools check production sbom fuzz audit rolling-upgrade

# What --version names, where it is known.
COMMIT := $(or $(shell git rev-parse --short=12 HEAD 2>/dev/null),unknown commit)

help:
	@echo "make demo        the service, a simulated FranceConnect and a demo site on this machine"
	@echo "make test        install what the tests need, then run them all"
	@echo "make check       formatting and lints, as CI does"
	@echo "make production  the release binary, without the sandbox"
	@echo "make sbom        its bill of materials, target/mon-releve.cdx.json (CycloneDX)"
	@echo "make audit       licences, sources and bans of every dependency, by cargo-deny, without network"
	@echo "make fuzz        every fuzz target for SECONDS=30"
	@echo "make rolling-upgrade PREVIOUS=<tag or commit>   from that version to this one, replica by replica"

demo:
	@echo "Building mon-releve with its simulated FranceConnect (the first time: some minutes)…"
	@cargo build --quiet
	@echo "Starting…"
	@target/debug/mon-releve demo

# The production build is tested too: it must not hold the sandbox.
test: tools
	MON_RELEVE_COMMIT="$(COMMIT)" cargo build --no-default-features
	mkdir -p target/production
	cp target/debug/mon-releve target/production/mon-releve
	MON_RELEVE_TEST_COMMIT="$(COMMIT)" MON_RELEVE_TEST_PYTHON=$(CURDIR)/target/venv/bin/python \
	  cargo test --no-fail-fast

tools:
	@tests/install-tools

check:
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo clippy --no-default-features -- -D warnings

production:
	cargo build --release --no-default-features
	@echo "target/release/mon-releve"

sbom:
	@mkdir -p target
	scripts/sbom > target/mon-releve.cdx.json
	@echo "target/mon-releve.cdx.json"

# cargo-deny is a program of its own to build: some minutes, once. What it looks at is fetched before; its look needs
# no network.
audit:
	@command -v cargo-deny >/dev/null || cargo install --locked cargo-deny
	cargo fetch --locked
	cargo deny --offline check licenses bans sources

SECONDS ?= 30
fuzz:
	@command -v cargo-fuzz >/dev/null || cargo install --locked cargo-fuzz
	scripts/fuzz $(SECONDS)

# It builds the previous version first: some minutes.
rolling-upgrade: tools
	@git rev-parse --verify --quiet "$(PREVIOUS)^{commit}" >/dev/null || { echo "Name the version that runs now: make rolling-upgrade PREVIOUS=<tag or commit>"; exit 2; }
	rm -rf target/previous/source && mkdir -p target/previous/source
	git archive "$(PREVIOUS)" | tar -x -C target/previous/source
	MON_RELEVE_COMMIT="$(PREVIOUS)" cargo build --no-default-features \
	  --manifest-path target/previous/source/Cargo.toml --target-dir target
	cp target/debug/mon-releve target/previous/mon-releve
	MON_RELEVE_PREVIOUS=$(CURDIR)/target/previous/mon-releve \
	  cargo test --test faults -- --ignored replica_by_replica
