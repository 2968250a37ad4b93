#!/usr/bin/env bash
# Install the system packages that the desk and its tests use and that are missing; say which.
set -eu
# package=what shows that it is there: a command, a file, or a library that the linker knows
wanted=(
  bubblewrap=bwrap
  util-linux=prlimit
  ffmpeg=ffmpeg
  espeak-ng=espeak-ng
  chromium=chromium
  libatomic1=libatomic.so.1
  libsrt1.5-gnutls=libsrt-gnutls.so.1.5
  fonts-dejavu-core=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
)
if [ "${1:-}" = live ]; then
  wanted=(libnginx-mod-rtmp=/usr/lib/nginx/modules/ngx_rtmp_module.so icecast2=icecast2)
elif [ "${1:-}" = planning ]; then
  wanted=(khal=khal)
fi
missing=()
for line in "${wanted[@]}"; do
  sign="${line#*=}"
  [ -e "$sign" ] || command -v "$sign" >/dev/null 2>&1 || /sbin/ldconfig -p | grep -q "$sign" || missing+=("${line%%=*}")
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
"${run[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
echo "system: installed: ${missing[*]}"
