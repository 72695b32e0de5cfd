#!/usr/bin/env bash
# Installs what the programs of the clients need and this machine lacks: as root, on Debian. Running it again costs nothing.
set -euo pipefail

HERE=$(cd "$(dirname "$0")" && pwd)
CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/mock-osigu-ci/clients
mkdir -p "$CACHE"

WANTED=(
  curl httpie libwww-perl liblwp-protocol-https-perl
  golang-go golang-golang-x-oauth2-dev golang-gopkg-validator.v2-dev
  ruby-oauth2
  php-cli php-curl php-guzzlehttp-guzzle
  libspring-web-java libhttpclient-java libgoogle-oauth-client-java
  mono-mcs mono-runtime libmono-system-net-http4.0-cil ca-certificates-mono
)
command -v javac >/dev/null || WANTED+=(default-jdk-headless)
command -v npm >/dev/null || WANTED+=(nodejs npm)

missing=()
for package in "${WANTED[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done
if ((${#missing[@]})); then
  echo "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update --quiet=2
  apt-get install --yes --quiet=2 --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" >"$CACHE/apt.log" 2>&1 ||
    { cat "$CACHE/apt.log"; exit 1; }
fi

# The packages of npm are pinned; a copy of the list says which are there.
if ! cmp --silent "$HERE/programs/package.json" "$CACHE/installed.json"; then
  echo 'installing the packages of npm'
  cp "$HERE/programs/package.json" "$CACHE/package.json"
  npm install --prefix "$CACHE" --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error
  cp "$HERE/programs/package.json" "$CACHE/installed.json"
fi
