#!/usr/bin/env bash
# Compiles the loops over pixels, kernels/planes.ts, to src/media/planes.wasm, which is kept with the sources so that nobody
# has to. With --check: is the one that is kept what the source says?
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH"

kept=src/media/planes.wasm
made=$kept
if [ "${1:-}" = --check ]; then
  made=$(mktemp --suffix .wasm)
  trap 'rm -f "$made"' EXIT
fi
asc kernels/planes.ts --outFile "$made" -O3 --noAssert --runtime stub --enable simd --importMemory --use abort=
cmp "$made" "$kept" || { echo "$kept is not what kernels/planes.ts says: npm run kernels" >&2; exit 1; }
