#!/usr/bin/env bash
# Prints a Python that is new enough and can make virtual environments.
set -euo pipefail

for candidate in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
  if "$candidate" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    command -v "$candidate"
    exit
  fi
done
echo 'no Python 3.11 or newer with ensurepip' >&2
exit 1
