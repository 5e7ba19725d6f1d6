#!/usr/bin/env bash
# The API's document: is it what the controllers say, do the strict linters like it, and does it keep every promise of the
# last release? A release renews its promise with: cp openapi.json openapi.released.json
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH" REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

node dist/src/openapi.js --check
spectral lint openapi.json --fail-severity warn --display-only-failures
redocly lint openapi.json
redocly diff openapi.released.json openapi.json --fail-on major
