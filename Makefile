.DEFAULT_GOAL := help
SWIFT ?= swift
ARGS ?=

.PHONY: help run test sanitize chaos contract bench bench-time api-page lint format build check-docker clean

help: ## Explain every target
	@echo "The regional register of the Dutch municipalities. Targets:"
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'
	@echo
	@echo "Options of the service go into ARGS: make run ARGS='--port 9090 --data-dir /srv/register'"

run: build ## Install what is missing, build, and serve on http://127.0.0.1:8080 with the data of the project; Ctrl-C stops
	@exec "$$($(SWIFT) build -c release --show-bin-path)/register" serve $(ARGS)

test: ## Install what is missing, and run every test against a throw-away PostgreSQL
	@scripts/prerequisites
	@scripts/say "Building and running the tests"
	@scripts/test $(ARGS)

sanitize: ## Run the tests of HTTP, Postgres and the cache with the sanitizers of threads and addresses; ARGS=thread or ARGS=address for one of them
	@scripts/prerequisites
	@scripts/sanitize $(ARGS)

chaos: ## Kill the database ten times in two minutes under a service that is asked all the time, and see that it recovers within two seconds
	@scripts/prerequisites
	@REGISTER_CHAOS_SECONDS=120 scripts/test --filter APITests.ChaosTests

contract: ## Hold openapi.json, and the service to it, with tools of others: validators, generated requests, a generated client, a browser, a spreadsheet
	@scripts/prerequisites
	@scripts/say "Building the program"
	@$(SWIFT) build --product register -Xswiftc -warnings-as-errors
	@scripts/contract

bench: build ## Measure the service beside nginx, pgbench and a peer in Python, in ten minutes; ARGS=--write writes docs/performance.md
	@scripts/prerequisites-bench
	@scripts/bench $(ARGS)

bench-time: build ## Measure what the past costs beside the present, on a throw-away register with a million rows of history; ARGS=--write writes docs/performance.md
	@scripts/bench-time $(ARGS)

api-page: ## Render docs/api.html, the page about the API, from openapi.json and CHANGELOG.md
	@scripts/api-page

lint: ## Check the formatting, file sizes, that docs/api.html is up to date, and that the package holds no SwiftNIO
	@scripts/lint

format: ## Format the Swift files
	@$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests

# One set of flags, or each target would build everything anew. Warnings are errors where the same sources are compiled to be tested, and not for whoever
# only runs the service, with a compiler that may be newer.
build: ## Install what is missing, and build the release binary
	@scripts/prerequisites
	@scripts/say "Building the release binary (the first time takes a few minutes)"
	@$(SWIFT) build -c release --product register

check-docker: ## Check Dockerfile and docker-compose.yml as far as that goes without a Docker engine
	@scripts/check-docker

clean: ## Remove everything that was built; the data stay
	@rm -rf .build
