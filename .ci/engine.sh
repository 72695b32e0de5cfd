#!/usr/bin/env bash
# Makes podman work on a plain virtual machine, without systemd and with few privileges, and answer to `docker` too.
set -euo pipefail

# What makes pip work on this machine is lent to builds by mounting it: the Dockerfile is the users' and knows none of it.
mounts=()
for file in /etc/ssl/certs/ca-certificates.crt /etc/pip.conf; do
  [[ -f $file ]] && mounts+=("\"$file:$file:ro\"")
done

# netns: a bridge would leave itself and its packet filter behind, and its traffic is not loopback.
# default_ulimits: podman would raise the limits, which needs CAP_SYS_RESOURCE.
# runtime: crun refuses control groups in hybrid mode.
cat >"$CONTAINERS_CONF" <<CONF
[containers]
netns = "host"
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
volumes = [$(IFS=,; echo "${mounts[*]-}")]
[engine]
runtime = "runc"
events_logger = "file"
CONF
# With this folder on the PATH the documentation's commands run as they are written.
ln -sf "$(command -v podman)" "$CACHE/bin/docker"
podman --version
# The build stages of earlier runs speed up the next ones, for a while.
podman image prune --force --filter until=24h >/dev/null
