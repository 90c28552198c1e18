#!/usr/bin/env bash
# From a bare Debian to the demo: makes one with debootstrap, clones HEAD into it and runs ./dev there. Needs root.
#   tools/chroot_test.sh [--user] SUITE [COMMAND…]   SUITE: bookworm (12), trixie (13); COMMAND: default "./dev demo"
#   tools/chroot_test.sh --other                     prints the suite that this machine isn't
# --user: as an ordinary user with sudo, not as root.
# Mirror, keys and how to reach them come from this machine's own apt. Everything lies in one folder under /var/tmp,
# which is removed at the end; /proc and /sys are mounted in a namespace of their own and vanish with it. Where this machine
# has ccache, root's compilations there go through it, into a cache of that suite's own beside this machine's; not in CI,
# whose caches are empty.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

other_suite() {
  # shellcheck source=/dev/null
  if [ "$(. /etc/os-release && echo "${VERSION_CODENAME-}")" = bookworm ]; then echo trixie; else echo bookworm; fi
}

# The first archive that this machine's apt fetches Debian's main packages from.
mirror() {
  apt-get indextargets --format '$(SITE) $(REPO_URI) $(CREATED_BY) $(COMPONENT) $(LABEL)' |
    awk '$3 == "Packages" && $4 == "main" && $2 !~ /security/ && $2 ~ /debian\/?$/ { print $2; exit }'
}

cache_of() {  # SUITE USER → a folder, or nothing
  if [ -z "$2" ] && [ -z "${CI-}" ] && command -v ccache >/dev/null; then echo "$(ccache --get-config cache_dir)-$1"; fi
}

make_system() {  # SUITE FOLDER USER CACHE
  local include=git,ca-certificates
  [ -z "$3" ] || include=$include,sudo
  [ -z "$4" ] || include=$include,ccache
  debootstrap --variant=minbase --include=$include "$1" "$2" "$(mirror)" >"$2.log" 2>&1 || { cat "$2.log" && exit 1; }
  # Proxies, time-outs and the like as here: the Acquire settings of this machine's apt, and nothing else of it.
  apt-config dump Acquire >"$2/etc/apt/apt.conf.d/99host"
  cp -r /etc/ssl/certs/. "$2/etc/ssl/certs/"
  cp /etc/resolv.conf /etc/hosts "$2/etc/"
  if [ -n "$3" ]; then
    chroot "$2" useradd --create-home "$3"
    echo "$3 ALL=(ALL) NOPASSWD: ALL" >"$2/etc/sudoers.d/$3"
  fi
}

main() {
  local user=
  if [ "${1-}" = --other ]; then other_suite && exit; fi
  if [ "${1-}" = --user ]; then user=newcomer && shift; fi
  local suite=$1 home=/root
  shift
  [ $# -gt 0 ] || set -- ./dev demo
  [ -z "$user" ] || home=/home/$user
  folder=$(mktemp -d /var/tmp/saddlescope-chroot.XXXXXX)
  trap 'rm -rf --one-file-system "$folder" "$folder.log"' EXIT
  chmod 755 "$folder"

  local start=$SECONDS cache
  cache=$(cache_of "$suite" "$user")
  make_system "$suite" "$folder" "$user" "$cache"
  [ -z "$cache" ] || mkdir -p "$cache" "$folder/var/cache/ccache"
  git clone --quiet --no-hardlinks "$root" "$folder$home/saddlescope"
  [ -z "$user" ] || chroot "$folder" chown -R "$user" "$home/saddlescope"
  echo "── $suite made in $((SECONDS - start)) s; running there: $*"

  start=$SECONDS
  unshare --mount --propagation private bash -euc '
    folder=$1 home=$2 user=$3 cache=$4
    shift 4
    mount -t proc proc "$folder/proc"
    mount -t sysfs -o ro sysfs "$folder/sys"
    clean=(env -i HOME="$home" PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8)
    if [ -n "$cache" ]; then
      mount --bind "$cache" "$folder/var/cache/ccache"
      clean+=(CCACHE_DIR=/var/cache/ccache)
    fi
    run=("${clean[@]}" bash -c "cd ~/saddlescope && \"\$@\"" run "$@")
    if [ -n "$user" ]; then run=(setpriv --reuid="$user" --regid="$user" --init-groups "${run[@]}"); fi
    exec chroot "$folder" "${run[@]}" </dev/null
  ' chroot_test "$folder" "$home" "$user" "$cache" "$@"
  echo "── $* on a fresh $suite: $((SECONDS - start)) s"
}

main "$@"
