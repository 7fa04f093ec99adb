# Sourced by scripts/test, scripts/demo and .ci/run: installs what is missing, configures and builds.
# shellcheck shell=bash

say() { printf 'thalweg: %s\n' "$*"; }
die() { printf 'thalweg: %s\n' "$*" >&2; exit 1; }

missing_packages=()
missing_names=()

# need_command COMMAND PACKAGE: PACKAGE is Debian's; other systems are told the command.
need_command() {
  command -v "$1" >/dev/null 2>&1 && return 0
  missing_packages+=("$2")
  missing_names+=("$1")
}

# want_command COMMAND PACKAGE...: better with it, possible without.
want_command() {
  command -v "$1" >/dev/null 2>&1 || missing_packages+=("${@:2}")
}

# need_library MODULE PACKAGE: the module as pkg-config knows it. Elsewhere meson fetches what the system lacks.
need_library() {
  command -v pkg-config >/dev/null 2>&1 && pkg-config --exists "$1" 2>/dev/null && return 0
  missing_packages+=("$2")
}

# need_header HEADER PACKAGE: a library that comes without a pkg-config file.
need_header() {
  echo "#include <$1>" | ${CXX:-g++} -E -x c++ - >/dev/null 2>&1 || missing_packages+=("$2")
}

# What the build needs.
need_build_tools() {
  [ -n "${CXX:-}" ] || need_command g++ g++
  need_command meson meson
  need_command ninja ninja-build
  need_command pkg-config pkg-config
  need_header doctest/doctest.h doctest-dev
  need_library fmt libfmt-dev
  need_library CLI11 libcli11-dev
  need_library zlib zlib1g-dev
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    die "installing with apt needs root or sudo; as root: apt-get install ${missing_packages[*]}"
  fi
}

# Installs what the need_ functions found missing; does and says nothing when that is nothing.
install_missing() {
  if [ ${#missing_packages[@]} -gt 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "installing with apt: ${missing_packages[*]}"
    as_root apt-get -o DPkg::Lock::Timeout=300 -qq update ||
      say "apt-get update failed; trying with the package lists at hand"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -qq install -y \
      --no-install-recommends "${missing_packages[@]}" </dev/null >/dev/null ||
      die "apt could not install: ${missing_packages[*]}"
  elif [ ${#missing_names[@]} -gt 0 ]; then
    die "please install, then run this again: ${missing_names[*]}"
  fi
  missing_packages=()
  missing_names=()
}

# configure DIR [-Doption=value ...]: sets DIR up, or changes only those options that differ.
configure() {
  local dir=$1
  shift
  if [ ! -f "$dir/build.ninja" ]; then
    meson setup "$dir" "$@"
    return
  fi
  local changed=()
  mapfile -t changed < <(python3 - "$dir" "$@" <<'PYTHON'
import json, sys
now = {o["name"]: o["value"] for o in json.load(open(sys.argv[1] + "/meson-info/intro-buildoptions.json"))}
for argument in sys.argv[2:]:
    name, value = argument[2:].split("=", 1)
    have = now.get(name)
    have = str(have).lower() if isinstance(have, bool) else ",".join(have) if isinstance(have, list) else str(have)
    if have != value:
        print(argument)
PYTHON
  )
  [ ${#changed[@]} = 0 ] || meson configure "$dir" "${changed[@]}"
}
