#!/bin/sh
# Runs the client test against a fresh simulator: run.sh WORK_FOLDER HUB_SIMULATORS
set -eu
work=$1
simulators=$2
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "skipped: node or npm is missing"
  exit 0
fi
mkdir -p "$work"
cp "$(dirname "$0")"/package.json "$(dirname "$0")"/package-lock.json "$(dirname "$0")"/*.mjs "$work"
cd "$work"
npm ci --no-audit --no-fund
# The client honours proxies, even for 127.0.0.1.
unset HTTP_PROXY HTTPS_PROXY http_proxy https_proxy ALL_PROXY all_proxy
"$simulators" hubspot >address.json &
simulator=$!
trap 'kill "$simulator" 2>/dev/null || true' EXIT
node --test client.test.mjs
