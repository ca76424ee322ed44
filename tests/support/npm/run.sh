#!/bin/sh
# Runs the tests of an npm package: run.sh PACKAGE_FOLDER WORK_FOLDER [PROGRAM ARGUMENT...]
# PROGRAM, a simulator, runs beside them; what it prints is in address.json (see simulator.mjs).
set -eu
support=$(dirname "$0")
package=$1
work=$2
shift 2
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "skipped: node or npm is missing"
  exit 0
fi
mkdir -p "$work"
cp "$package"/package.json "$package"/package-lock.json "$package"/*.mjs "$support"/simulator.mjs "$work"
cd "$work"
npm ci --no-audit --no-fund
# Vendors' clients honour proxies, even for 127.0.0.1.
unset HTTP_PROXY HTTPS_PROXY http_proxy https_proxy ALL_PROXY all_proxy
if [ $# -gt 0 ]; then
  "$@" >address.json &
  program=$!
  trap 'kill "$program" 2>/dev/null || true' EXIT
fi
node --test ./*.test.mjs
