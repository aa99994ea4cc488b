# Part of scripts/test-systemd: the Debian that is booted, and the container around it.
# shellcheck shell=bash disable=SC2154

suite=bookworm
mirror=${RECONCILED_DEBIAN_MIRROR:-http://deb.debian.org/debian}
packages=systemd,systemd-sysv,dbus,libsqlite3-0,libcurl4,ca-certificates,procps
folder=$PWD/.build-systemd-root
cached=$folder/root
work="" nspawn="" leader="" moto=""

# Makes the Debian once; later runs take it as it is.
prepare_root() {
    if [ "$(cat "$cached/etc/made-of" 2>/dev/null)" = "$suite $packages" ]; then return; fi
    echo "making a Debian to boot in ${cached#"$PWD"/}: a minute or two"
    rm -rf "$cached" "$cached.new"
    mkdir -p "$folder"
    debootstrap --variant=minbase --include="$packages" "$suite" "$cached.new" "$mirror" >"$folder/debootstrap.log" 2>&1 || {
        rm -rf "$cached.new"
        skip "debootstrap failed: $(grep -m 1 '^E:' "$folder/debootstrap.log" || tail -n 1 "$folder/debootstrap.log")"
    }
    rm -rf "$cached.new"/var/cache/apt/archives/*.deb "$cached.new"/var/lib/apt/lists/*
    echo "$suite $packages" >"$cached.new/etc/made-of"
    mv "$cached.new" "$cached"
}

# The files of the booted system: the cached ones below, what is written in a folder of this run.
lay_root() {
    work=$(mktemp -d "$folder/run.XXXXXX")
    root=$work/root
    mkdir -p "$work/upper" "$work/work" "$root"
    if ! mount -t overlay overlay -o "lowerdir=$cached,upperdir=$work/upper,workdir=$work/work" "$root" 2>/dev/null; then
        cp -a "$cached/." "$root/" || skip "there is no room for a copy of $cached"
    fi
    : >"$root/etc/machine-id"
}

# The programs, and the folders of the Swift libraries that they were linked to, where they were.
install_programs() {
    binds=()
    local library
    for name in reconciled reconcilectl; do
        [ -x "$programs/$name" ] || { echo "there is no $name in $programs"; echo "0 passed, 1 failed"; exit 1; }
        install -m 0755 "$programs/$name" "$root/usr/bin/$name"
    done
    for library in $(ldd "$programs/reconciled" "$programs/reconcilectl" | sed -n 's#.*=> \(/[^ ]*\)/[^/ ]* (.*#\1#p' | sort -u); do
        case "$library" in
            /lib | /lib/* | /lib64 | /usr/lib | /usr/lib/x86_64-linux-gnu | /usr/lib/aarch64-linux-gnu) ;;
            *) binds+=("--bind-ro=$library") ;;
        esac
    done
}

boot_container() {
    lay_root
    install_programs
    setsid systemd-nspawn -q -D "$root" -M "reconciled-test-$$" --register=no --keep-unit --private-network --capability=CAP_SYS_RESOURCE "${binds[@]}" -b \
        >"$work/boot.log" 2>&1 </dev/null &
    nspawn=$!
    for _ in $(seq 300); do
        leader=$(pgrep -P "$nspawn" 2>/dev/null | head -n 1)
        if [ -n "$leader" ] && in_container systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; then return; fi
        kill -0 "$nspawn" 2>/dev/null || break
        sleep 0.2
    done
    echo "systemd-nspawn: $(grep -v '^$' "$work/boot.log" | tail -n 3 | tr '\n' ' ')"
    skip "systemd does not come up in a container here"
}

in_container() { nsenter -t "$leader" -m -u -i -n -p -C -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 "$@"; }

# The emulated AWS, from this machine's files but on the container's own loopback.
start_moto() {
    [ -x .venv-tests/bin/python3 ] || return 1
    nsenter -t "$leader" -n .venv-tests/bin/python3 -B Tests/ReconcileTestKit/Moto/moto_server.py --log "$work/calls.jsonl" --port 5000 --stay \
        >"$work/moto.out" 2>"$work/moto.err" </dev/null &
    moto=$!
    for _ in $(seq 150); do
        [ -s "$work/moto.out" ] && return
        kill -0 "$moto" 2>/dev/null || return 1
        sleep 0.2
    done
    return 1
}

end_container() {
    trap - EXIT INT TERM HUP
    [ -z "$moto" ] || kill "$moto" 2>/dev/null
    if [ -n "$nspawn" ]; then
        if [ "$keep" = yes ]; then
            rm -rf "$folder/last"
            mkdir -p "$folder/last"
            in_container journalctl --no-pager -o short-precise >"$folder/last/journal.txt" 2>/dev/null
            cp -a "$root/var/lib/reconciled" "$root/etc/reconciled" "$work/boot.log" "$folder/last/" 2>/dev/null
        fi
        [ -z "$leader" ] || kill -s RTMIN+4 "$leader" 2>/dev/null # systemd's "power off"
        for _ in $(seq 50); do
            kill -0 "$nspawn" 2>/dev/null || break
            sleep 0.1
        done
        kill -9 "$nspawn" 2>/dev/null
        [ -z "$leader" ] || kill -9 "$leader" 2>/dev/null
        wait "$nspawn" 2>/dev/null
    fi
    if [ -n "$work" ]; then
        umount -R "$root" 2>/dev/null || umount -l "$root" 2>/dev/null
        rm -rf --one-file-system "$work"
    fi
}
