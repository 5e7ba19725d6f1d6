#!/usr/bin/env bash
# Installs what the deeper checks of clips need: networks that read subtitles, find faces and judge pictures (about 680 MB).
# Safe to run at any time; with nothing to do it ends at once. A server that runs uses them from its next clip on.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT/qc"
export PATH="$ROOT/node_modules/.bin:$PATH"

STAMP=node_modules/.jumu-lock
say() { printf 'setup:qc: %s\n' "$*" >&2; }

# Two at once, such as two test processes, must not install over each other.
if command -v flock >/dev/null 2>&1; then
  mkdir -p ../.cache
  exec 9>../.cache/setup-qc.lock
  flock 9
fi

if cmp -s package-lock.json "$STAMP"; then
  exit 0
fi
command -v npm >/dev/null 2>&1 || { say 'npm is missing: install Node.js (https://nodejs.org), then run this again'; exit 1; }
say 'installing packages (about 680 MB) …'
# Until it is whole, nobody shall use it.
rm -f "$STAMP"
# Their scripts would only fetch what a GPU wants; what is needed is in the packages.
options=(--ignore-scripts --no-audit --no-fund --loglevel=error)
npm ci "${options[@]}" >/dev/null 2>&1 9>&- || npm install --no-save "${options[@]}" >&2 9>&-
cp package-lock.json "$STAMP"
say "the deeper checks are there: $(du -sh node_modules | cut -f1)"
