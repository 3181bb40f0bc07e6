#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What the tests need from the system: a browser, a Java for the Nu validator, strace for the durability test, nginx as a
# stranger's web server; rsync is a benchmark's peer.
# Installs only what is missing, by Debian's packages.
set -eu

missing=""
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need chromium chromium
need java default-jre-headless
need strace strace
need rsync rsync
[ -x /usr/sbin/nginx ] || need nginx nginx-light

[ -z "$missing" ] && exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
command -v apt-get >/dev/null 2>&1 || { echo "Please install:$missing" >&2; exit 1; }
# shellcheck disable=SC2086
$sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
