#!/bin/sh
# 把“营商台账”放到桌面和应用菜单；程序文件夹移动以后再运行一次即可。参数 --remove 撤销。不需要管理员权限。
set -eu

mark='X-YingshangLedger=launcher'
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
program="$here/营商台账"
data="${XDG_DATA_HOME:-$HOME/.local/share}"
menu="$data/applications/yingshang-ledger.desktop"
icon="$data/icons/hicolor/scalable/apps/yingshang-ledger.svg"

say() { # where no terminal shows it, as a notice of the desktop
    printf '%s\n' "$1"
    if [ ! -t 1 ] && command -v notify-send > /dev/null 2>&1; then
        notify-send '营商台账' "$1" 2> /dev/null || true
    fi
}

desktop_folder() { # nothing where there is none
    folder=$(xdg-user-dir DESKTOP 2> /dev/null || true)
    if [ ! -d "$folder" ] || [ "${folder%/}" = "${HOME%/}" ]; then
        for folder in "$HOME/桌面" "$HOME/Desktop"; do
            [ ! -d "$folder" ] || break
        done
    fi
    [ ! -d "$folder" ] || printf '%s\n' "${folder%/}"
}

# As the standard for .desktop files has it: a text's backslashes are doubled; in Exec, what a shell would read is quoted before that.
as_text() { printf '%s' "$1" | sed 's/\\/\\\\/g'; }
as_command() { printf '%s' "$1" | sed -e 's/[\\"`$]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g'; }

# Where the folder has been moved or deleted since, the launcher says so; a desktop would be silent.
gone='没有打开：程序文件夹已移动或删除，请在它现在的位置里再运行一次“添加到桌面.sh”。'
start='sh -c "if [ -x \\"\\$1\\" ]; then exec \\"\\$@\\"; fi; exec notify-send 营商台账 '"$gone"'" sh'

write_launcher() {
    mkdir -p "$(dirname "$1")"
    {
        grep -v -e '^Exec=' -e '^Icon=' "$here/营商台账.desktop"
        printf 'Exec=%s "%s" %%F\n' "$start" "$(as_command "$program")"
        printf 'Icon=%s\n' "$(as_text "$icon")"
        printf '%s\n' "$mark"
    } > "$1.part"
    chmod 755 "$1.part"
    mv -f "$1.part" "$1"
    if command -v gio > /dev/null 2>&1; then # without it GNOME asks whether it is trusted
        gio set "$1" metadata::trusted true 2> /dev/null || true
    fi
}

write_icon() { # into the user's folder: an upgrade takes away the one beside the program's libraries
    for drawn in "$here"/lib-*/resources/icons/app.svg; do
        [ -e "$drawn" ] || continue
        mkdir -p "$(dirname "$icon")"
        cp -f "$drawn" "$icon"
    done
}

add() {
    if [ ! -x "$program" ]; then
        say "没有加到桌面：“$program”不在或不能运行，请把压缩包完整地重新解压一次再试。"
        return 3
    fi
    write_icon
    write_launcher "$menu"
    if [ -z "$desktop" ]; then
        say '已加到应用菜单；没有找到桌面文件夹，桌面上没有放。'
        return
    fi
    write_launcher "$desktop/营商台账.desktop"
    say '已加到桌面和应用菜单，双击桌面上的“营商台账”即可打开；程序文件夹移动以后，请再运行一次。'
}

remove() { # only what this wrote
    for launcher in "$menu" "${desktop:-$HOME}/营商台账.desktop"; do
        if grep -qsxF "$mark" "$launcher"; then
            rm -f "$launcher"
        fi
    done
    rm -f "$icon"
    say '已从桌面和应用菜单里去掉；程序和台账都没有动。'
}

desktop=$(desktop_folder)
case "${1:-}" in
    '') add ;;
    --remove) remove ;;
    *)
        say '用法：添加到桌面.sh 把程序放到桌面；添加到桌面.sh --remove 去掉。'
        exit 2
        ;;
esac
