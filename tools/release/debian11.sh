#!/usr/bin/env bash
# The Linux release: built inside a Debian 11 made for it, so that it starts on 麒麟 V10 SP1 and 统信 UOS 20 (docs/build-linux.md).
#
#   sudo tools/release/debian11.sh            the whole: Debian 11, its Python, `make package`, the check of symbols
#   sudo tools/release/debian11.sh -- CMD …   one command in it instead, in the project's folder
#
# What was made stays in build/debian11 and is taken up again; remove that folder to begin anew.
#   QC_DEBIAN_MIRROR           a mirror that has bullseye, where the ones of this machine's apt don't
#   QC_DEBIAN_SECURITY_MIRROR  likewise for bullseye-security
set -euo pipefail

readonly PROJECT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
readonly PLACE="$PROJECT/build/debian11"
readonly ROOT="$PLACE/root"
readonly SOURCE=/srv/营商台账  # in there; a name that no step may stumble over
readonly KEYS=/usr/share/keyrings/debian-archive-keyring.gpg
readonly PYTHON=/opt/own/bin/python3.11
readonly PLUGINS=/opt/own/plugins  # of Qt, besides the wheel's

readonly BUILD_PACKAGES=(
    build-essential dpkg-dev pkg-config binutils make ca-certificates tcl
    zlib1g-dev libbz2-dev liblzma-dev libffi-dev libexpat1-dev uuid-dev libxkbcommon-dev x11proto-dev
)
# What Qt's xcb and wayland plugins name: bundled from here, for 麒麟 lacks libxcb-cursor0 and may lack others.
readonly QT_PACKAGES=(
    libegl1 libgl1 libglib2.0-0 libfontconfig1 libdbus-1-3 libxkbcommon0 libxkbcommon-x11-0
    libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-util1
    libxcb-xinerama0 libxcb-xkb1 libwayland-client0 libwayland-cursor0 libwayland-egl1
    fontconfig fonts-wqy-zenhei
)

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 3; }

timed() {  # NAME COMMAND…: says how long it took
    local name="$1" begun=$SECONDS
    shift
    say "→ $name ……"
    "$@"
    say "✓ ${name}：$((SECONDS - begun)) 秒"
}

once() {  # NAME COMMAND…: not again when it was done
    local name="$1" stamp="$PLACE/$1.done"
    shift
    [ -e "$stamp" ] && return
    timed "$name" "$@"
    touch "$stamp"
}

# --- where Debian 11 is to be had -------------------------------------------------------------------

mirrors() {  # those that this machine's apt knows
    apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | sort -u
}

mirror_with() {  # SUITE GIVEN: the address of a mirror that has it
    local suite="$1" given="$2" mirror
    for mirror in ${given:-$(mirrors)}; do
        if has_release "$mirror/dists/$suite"; then
            printf '%s\n' "${mirror%/}"
            return
        fi
    done
    return 1
}

has_release() {  # by apt's own downloader, which knows this machine's proxies
    /usr/lib/apt/apt-helper download-file "$1/InRelease" "$PLACE/InRelease" > /dev/null 2>&1
}

apt_proxies() {  # what debootstrap, which doesn't read apt's settings, must be told
    local http=''
    eval "$(apt-config shell http Acquire::http::Proxy)"
    if [ -n "$http" ] && [ "$http" != DIRECT ]; then
        export http_proxy="$http"
    fi
}

# --- Debian 11 ----------------------------------------------------------------------------------------

make_root() {
    rm -rf "$ROOT"
    debootstrap --variant=minbase --keyring="$KEYS" --include=ca-certificates bullseye "$ROOT" "$MIRROR" > "$PLACE/debootstrap.log" 2>&1 ||
        fail "Debian 11 没有装成，请看 $PLACE/debootstrap.log 的末尾，处理后重试。"
}

# Sources come from Debian 12: its Python is 3.11, and its SQLite knows STRICT tables (Debian 11's does not).
write_sources() {
    {
        printf 'deb %s bullseye main\n' "$MIRROR"
        printf 'deb [check-valid-until=no] %s bullseye-security main\n' "$SECURITY"
        printf 'deb-src %s bookworm main\n' "$MIRROR"
        printf 'deb-src %s bookworm-security main\n' "$SECURITY"
    } > "$ROOT/etc/apt/sources.list"
    apt-config dump | grep -E '^Acquire::https?::Proxy' > "$ROOT/etc/apt/apt.conf.d/90proxy" || true
}

install_packages() {
    write_sources
    inside apt-get update -qq > "$PLACE/packages.log" 2>&1 &&
        inside apt-get upgrade -qq -y >> "$PLACE/packages.log" 2>&1 &&
        inside apt-get install -qq -y --no-install-recommends "${BUILD_PACKAGES[@]}" "${QT_PACKAGES[@]}" >> "$PLACE/packages.log" 2>&1 ||
        fail "Debian 11 里的软件包没有装上，请看 $PLACE/packages.log 的末尾，处理后重试。"
}

# --- commands inside ------------------------------------------------------------------------------------

enter_namespace() {  # mounts of our own, which are gone with this process
    [ -n "${QC_OWN_MOUNTS:-}" ] || exec env QC_OWN_MOUNTS=1 unshare --mount --propagation private "${BASH_SOURCE[0]}" "$@"
}

prepare_inside() {  # what every command in there may need of this machine: devices, network names, trust
    mountpoint -q "$ROOT/proc" || mount -t proc proc "$ROOT/proc"
    mountpoint -q "$ROOT/dev" || mount --rbind /dev "$ROOT/dev"
    local file
    for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
        [ ! -e "$file" ] || cp --dereference "$file" "$ROOT$file"
    done
}

inside() {  # COMMAND…, with nothing of this machine's environment but the network's
    local kept=() name
    for name in http_proxy https_proxy no_proxy PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_DEFAULT_TIMEOUT QC_DEBIAN_MIRROR QC_DEBIAN_SECURITY_MIRROR; do
        [ -z "${!name:-}" ] || kept+=("$name=${!name}")
    done
    chroot "$ROOT" /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        PIP_CERT=/etc/ssl/certs/ca-certificates.crt SOURCE_DATE_EPOCH="$MOMENT" "${kept[@]}" "$@" < /dev/null
}

in_project() {  # COMMAND…, in the copy of the project
    inside sh -c 'cd "$0" && exec "$@"' "$SOURCE" "$@"
}

# --- what is built in there -----------------------------------------------------------------------------

lay_scripts() {
    rm -rf "$ROOT/opt/scripts"
    cp -a "$PROJECT/tools/release/debian11" "$ROOT/opt/scripts"
}

build_python() {
    inside bash /opt/scripts/python.sh > "$PLACE/python.log" 2>&1 ||
        fail "Python 没有编译成，请看 $PLACE/python.log 的末尾，处理后重试。"
}

build_fcitx() {  # against the Qt of the environment that the program is built in
    in_project bash /opt/scripts/fcitx.sh "$SOURCE/build/environment/lib/python3.11/site-packages/PySide6/Qt" "$PLUGINS" > "$PLACE/fcitx.log" 2>&1 ||
        fail "fcitx 输入法的插件没有编译成，请看 $PLACE/fcitx.log 的末尾，处理后重试。"
}

copy_project() {  # what git holds or would hold; what was built in there before stays
    local source="$ROOT$SOURCE"
    mkdir -p "$source"
    find "$source" -mindepth 1 -maxdepth 1 ! -name build ! -name .venv -exec rm -rf {} +
    (cd "$PROJECT" && git ls-files -z --cached --others --exclude-standard | tar --create --null --files-from=- --ignore-failed-read) |
        tar --extract --directory="$source"
}

package() {
    copy_project
    in_project "$PYTHON" -m tools.release environment
    once "fcitx-$(sed -n 's/^pyside6-essentials==\([0-9.]*\).*/\1/p' "$PROJECT/requirements.lock")" build_fcitx
    in_project env QC_QT_PLUGINS="$PLUGINS" QC_RELEASE_FOR=麒麟 make package PYTHON="$PYTHON"
    mkdir -p "$PROJECT/dist"
    rm -rf "$PROJECT/dist/营商台账"
    cp -a "$ROOT$SOURCE/dist/." "$PROJECT/dist/"
}

# --- all of it ------------------------------------------------------------------------------------------

[ "$(id -u)" -eq 0 ] || fail "这一步要用 chroot，请以 root（或 sudo）重新运行。"
for tool in debootstrap git unshare; do
    command -v "$tool" > /dev/null || fail "缺少 ${tool}，请先用 apt-get install debootstrap git util-linux 装上再重试。"
done
enter_namespace "$@"
mkdir -p "$PLACE"
apt_proxies
MOMENT="$(git -C "$PROJECT" log -1 --format=%ct)"
MIRROR="$(mirror_with bullseye "${QC_DEBIAN_MIRROR:-}")" ||
    fail "本机 apt 用的镜像里没有 Debian 11（bullseye），请用 QC_DEBIAN_MIRROR 指明一个有它的镜像后重试。"
SECURITY="$(mirror_with bullseye-security "${QC_DEBIAN_SECURITY_MIRROR:-}")" ||
    fail "本机 apt 用的镜像里没有 bullseye-security，请用 QC_DEBIAN_SECURITY_MIRROR 指明一个有它的镜像后重试。"
readonly MOMENT MIRROR SECURITY

once debian11 make_root
prepare_inside
lay_scripts
once packages install_packages
prepare_inside  # again: the packages brought their own list of whom to trust
once python build_python
if [ "${1:-}" = "--" ]; then
    shift
    copy_project
    in_project "$@"
else
    timed package package
fi
