#!/bin/sh
# Checks what the webhook connector sends with the libraries of receivers: run.sh WORK_FOLDER WEBHOOK_SENDER
set -eu
work=$1
WEBHOOK_SENDER=$2
export WEBHOOK_SENDER
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "skipped: node or npm is missing"
  exit 0
fi
mkdir -p "$work"
cp "$(dirname "$0")"/package.json "$(dirname "$0")"/package-lock.json "$(dirname "$0")"/*.mjs "$work"
cd "$work"
npm ci --no-audit --no-fund
node --test receivers.test.mjs
