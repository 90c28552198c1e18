# shellcheck shell=bash
# need_packages GROUP…: Debian packages that a command needs (tools/debian-packages.txt), installed when missing. Sourced.
# Quick where nothing is missing: one look into dpkg's database, neither apt nor a network.

packages_of() {  # GROUP… → package names, one a line
  local group
  for group in "$@"; do
    awk -v group="$group" '$1 == group { print $2 }' "$root/tools/debian-packages.txt"
  done
}

need_packages() {
  local missing=() package
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say_what_to_install "$@"
    exit 1
  fi
  local installed
  # Prints what it finds even where some are unknown to it, and fails then.
  # shellcheck disable=SC2046
  installed=" $(dpkg-query --show --showformat='${Package}=${db:Status-Status} ' $(packages_of "$@") 2>/dev/null) " || true
  for package in $(packages_of "$@"); do
    [[ "$installed" == *" $package=installed "* ]] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}

install_packages() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "Packages are missing and there is no sudo here. As root: apt-get install $*" >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  say "installing $*"
  quietly apt-update "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q
  quietly apt-install "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "$@"
}

say_what_to_install() {
  local manager
  for manager in dnf yum zypper pacman apk brew emerge nix-env ""; do
    [ -z "$manager" ] || command -v "$manager" >/dev/null && break
  done
  {
    echo "./dev installs packages with apt, which isn't here. Install these${manager:+ with $manager}:"
    local group
    for group in "$@"; do
      awk -v group="$group" '$1 == group { $1 = $2 = ""; sub(/^ +/, "  "); print }' "$root/tools/debian-packages.txt"
    done
    cat <<'EOF'
and build with CMake itself:
  cmake --preset release -DSADDLESCOPE_TESTS=OFF -DSADDLESCOPE_OPENBLAS=/path/to/the/OpenMP/build/of/libopenblas.so
  cmake --build build/release --target saddlescope
  build/release/saddlescope demo
EOF
  } >&2
}
