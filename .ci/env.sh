# shellcheck shell=bash
# What the tests need to know of this machine's engine; `. .ci/env.sh` gives it to a shell after a run of .ci/run.
export CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/mock-osigu-ci
export CONTAINERS_CONF=$CACHE/containers.conf
export BUILDAH_FORMAT=docker # the default format leaves health checks out
export PATH=$CACHE/bin:$PATH
