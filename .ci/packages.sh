#!/usr/bin/env bash
# Installs the Debian packages that the tests use and this machine lacks.
set -euo pipefail

WANTED=(
  ca-certificates curl git make
  podman runc conmon   # builds and runs the image; runc also where control groups are in hybrid mode
  mmdebstrap           # makes a base image where none can be pulled
  mono-mcs mono-runtime libmono-system-net-http4.0-cil
  chromium chromium-driver # a real browser, for what no web page may do
)
command -v javac >/dev/null || WANTED+=(default-jdk-headless)
"$(dirname "$0")/python.sh" >/dev/null 2>&1 || WANTED+=(python3 python3-venv)

missing=()
for package in "${WANTED[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done

if ((${#missing[@]} == 0)); then
  echo 'all there'
  exit
fi
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet=2
apt-get install --yes --quiet=2 --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" >"$CACHE/apt.log" 2>&1 ||
  { cat "$CACHE/apt.log"; exit 1; }
