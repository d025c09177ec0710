# The two commands: `make demo` and `make test`.

.PHONY: help demo test tools check production

help:
	@echo "make demo        the service, a simulated FranceConnect and a demo site on this machine"
	@echo "make test        install what the tests need, then run them all"
	@echo "make check       formatting and lints, as CI does"
	@echo "make production  the release binary, without the sandbox"

demo:
	@echo "Building mon-releve with its simulated FranceConnect (the first time: some minutes)…"
	@cargo build --quiet
	@echo "Starting…"
	@target/debug/mon-releve demo

# The production build is tested too: it must not hold the sandbox.
test: tools
	cargo build --no-default-features
	mkdir -p target/production
	cp target/debug/mon-releve target/production/mon-releve
	MON_RELEVE_TEST_PYTHON=$(CURDIR)/target/venv/bin/python cargo test --no-fail-fast

tools:
	@tests/install-tools

check:
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo clippy --no-default-features -- -D warnings

production:
	cargo build --release --no-default-features
	@echo "target/release/mon-releve"
