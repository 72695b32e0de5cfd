#!/usr/bin/env bash
# Makes localhost/python:3.12-slim, which podman takes for the Dockerfile's `FROM python:3.12-slim`: CI pulls nothing.
# Like the real one it has Python and pip in /usr/local, no compiler and no bytecode.
set -euo pipefail

IMAGE=localhost/python:3.12-slim
ROOTFS=$CACHE/rootfs.tar
LIBRARIES=ca-certificates,libssl3,libffi8,libsqlite3-0,libbz2-1.0,liblzma5,libreadline8,zlib1g,libncursesw6,libuuid1,netbase,tzdata

# A pyenv Python is built to be moved; without one, Debian's own stands in, whatever its version.
python_prefix() {
  command -v pyenv >/dev/null || return 0
  local newest
  newest=$(pyenv versions --bare | grep -E '^3\.12\.[0-9]+$' | sort -V | tail -1)
  [[ -n $newest ]] && pyenv prefix "$newest"
}

bootstrap() { # a minimal Debian with these packages, as the folder $work/rootfs
  # shellcheck source=/dev/null
  mmdebstrap --quiet --variant=minbase --aptopt='APT::Install-Recommends "false"' --include="$1" \
    "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$work/base.tar"
  mkdir "$work/rootfs"
  tar -C "$work/rootfs" -xf "$work/base.tar" --exclude='./dev/*'
}

make_rootfs() {
  local work
  work=$(mktemp -d)
  trap 'rm -rf "$work"' RETURN
  if [[ -n $prefix ]]; then
    bootstrap "$LIBRARIES"
    cp -a "$prefix/." "$work/rootfs/usr/local/"
    grep -lI "^#!$prefix" "$work/rootfs/usr/local/bin/"* | xargs -r sed -i "1s^#!$prefix/bin/^#!/usr/local/bin/^"
    rm -rf "$work"/rootfs/usr/local/lib/python3.*/{test,config-*}
    chroot "$work/rootfs" ldconfig
  else
    bootstrap "$LIBRARIES,python3,python3-pip,python3-venv"
    ln -s ../../bin/python3 "$work/rootfs/usr/local/bin/python"
    rm -f "$work"/rootfs/usr/lib/python3*/EXTERNALLY-MANAGED
  fi
  find "$work/rootfs/usr" -name __pycache__ -type d -prune -exec rm -rf {} +
  rm -rf "$work"/rootfs/var/cache/apt "$work"/rootfs/var/lib/apt/lists/*
  tar -C "$work/rootfs" -cf "$ROOTFS.part" .
  mv "$ROOTFS.part" "$ROOTFS"
}

# The recipe is part of the label, so a change of this file, or of the Python, makes the image anew.
prefix=$(python_prefix || true)
recipe=$({ cat "$0"; echo "$prefix"; } | sha256sum | cut -c1-16)
if [[ $(podman image inspect --format '{{.Labels.recipe}}' "$IMAGE" 2>/dev/null) == "$recipe" ]]; then
  echo "$IMAGE is there"
  exit
fi
[[ -f $ROOTFS && -f $ROOTFS.$recipe ]] || { make_rootfs; rm -f "$ROOTFS".????????????????; touch "$ROOTFS.$recipe"; }
podman import --quiet -c 'CMD ["python3"]' -c "LABEL recipe=$recipe" \
  -c 'ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin' - "$IMAGE" <"$ROOTFS"
