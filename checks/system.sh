#!/usr/bin/env bash
# Install the system packages that the desk and its tests use and that are missing; say which.
set -eu
declare -A wanted=(
  [bubblewrap]=bwrap [espeak-ng]=espeak-ng [chromium]=chromium [util-linux]=prlimit [ffmpeg]=ffmpeg
)
missing=()
for package in "${!wanted[@]}"; do
  command -v "${wanted[$package]}" >/dev/null 2>&1 || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "system: nothing is missing"
  exit 0
fi
echo "system: missing: ${missing[*]}"
run=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null 2>&1; then
    run=(sudo)
  else
    echo "system: as root, install: apt-get install ${missing[*]}"
    exit 1
  fi
fi
"${run[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
echo "system: installed: ${missing[*]}"
