# Part of scripts/test-systemd: what is tried in the container.
# shellcheck shell=bash disable=SC2154

unit=reconciled.service
passed=0 failed=0
database=/var/lib/reconciled/reconciled.sqlite

ok() { passed=$((passed + 1)); echo "ok      $1"; }
fail() { failed=$((failed + 1)); echo "FAILED  $1${2:+: $2}"; }

# check WORDS COMMAND…: the command ends with 0.
check() {
    local words=$1 said
    shift
    if said=$("$@" 2>&1); then ok "$words"; else fail "$words" "$(tail -n 3 <<<"$said" | tr '\n' ' ')"; fi
}

# equal WORDS EXPECTED FOUND
equal() { if [ "$2" = "$3" ]; then ok "$1"; else fail "$1" "expected \`$2\`, found \`$3\`"; fi; }

# contains WORDS PART TEXT
contains() { case "$3" in *"$2"*) ok "$1" ;; *) fail "$1" "no \`$2\` in \`$(tail -n 5 <<<"$3")\`" ;; esac; }

# within SECONDS COMMAND…: the command ends with 0 at some time within so many seconds.
within() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.3
    done
}

property() { in_container systemctl show -P "$1" "$unit"; }
is_property() { [ "$(property "$1")" = "$2" ]; }
# Into a variable first: a pipe that `grep -q` leaves early would count as a failure.
has() { case "$2" in *"$1"*) ;; *) return 1 ;; esac }
status_text_has() { has "$1" "$(property StatusText)"; }
journal_has() { has "$1" "$(in_container journalctl -q --no-pager -u "$unit" _COMM=reconciled)"; }
manager_has() { has "$1" "$(in_container journalctl -q --no-pager _PID=1 | grep -F "$unit: ")"; }
notified() { has "$1" "$(in_container journalctl -q --no-pager _PID=1 | grep -F "$unit: Got notification message")"; }
daemon_state_is() { has "\"daemon\":{\"state\":\"$1\"" "$(in_container reconcilectl status -o json 2>/dev/null | tr -d ' \n')"; }
mode_of() { in_container stat -c '%a %U:%G' "$1"; }
ends_with() { local expected=$1 code=0; shift; "$@" >/dev/null 2>&1 || code=$?; [ "$code" = "$expected" ] || { echo "ended with $code"; return 1; }; }
# In the unit's own view of the file system.
in_sandbox() { in_container nsenter -t "$(property MainPID)" -m -- "$@"; }

# drop_in NAME: standard input becomes a drop-in of the unit.
drop_in() {
    mkdir -p "$root/etc/systemd/system/$unit.d"
    cat >"$root/etc/systemd/system/$unit.d/$1.conf"
    in_container systemctl daemon-reload
}

configure() {
    cat >"$root/etc/reconciled/reconciled.yaml" <<CONFIGURATION
control: {operators: [root], viewers: [root]}
schedule: {interval: $1}
accounts:
  - name: prod
    accountID: "123456789012"
    region: us-east-1
    credentials: {profile: prod}
    endpointURL: http://127.0.0.1:5000
CONFIGURATION
}

manifest() {
    cat >"$root/etc/reconciled/desired.d/$1.yaml" <<MANIFEST
apiVersion: reconciled/v1
kind: ManagedPolicy
metadata: {name: $1}
spec: {document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "*"}]}}
MANIFEST
}

run_checks() {
    check_installation
    check_start
    check_sandbox
    check_reload
    check_credentials
    check_watchdog_and_kill
    check_stop
    check_refusals
}

check_installation() {
    # As docs/OPERATIONS.md says.
    install -D -m 0644 systemd/reconciled.sysusers.conf "$root/usr/lib/sysusers.d/reconciled.conf"
    install -D -m 0644 systemd/reconciled.tmpfiles.conf "$root/usr/lib/tmpfiles.d/reconciled.conf"
    install -D -m 0644 systemd/reconciled.service "$root/usr/lib/systemd/system/reconciled.service"
    check "sysusers makes user and groups" in_container systemd-sysusers
    check "tmpfiles makes the folders" in_container systemd-tmpfiles --create reconciled.conf
    check "the user has no shell and no privileges" in_container sh -c 'getent passwd reconciled | grep -q ":/usr/sbin/nologin$" && getent group reconciled-operators'
    equal "the folder of AWS configuration is the daemon's to read" "750 root:reconciled" "$(mode_of /etc/reconciled/aws)"
    in_container systemctl daemon-reload
    check "systemd-analyze verify has nothing to say" in_container sh -c 'said=$(systemd-analyze verify reconciled.service 2>&1) && [ -z "$said" ] || { echo "$said"; exit 1; }'
    check "the exposure is 2.0 or less" in_container systemd-analyze security --offline=yes --threshold=20 /usr/lib/systemd/system/reconciled.service
    configure 2s
    manifest first
    printf '[profile prod]\nregion = us-east-1\n' >"$root/etc/reconciled/aws/config"
    printf '[prod]\naws_access_key_id = AKIATHEDAEMONITSELF1\naws_secret_access_key = abcdefghijklmnopqrstuvwxyz0123456789ABCD\n' \
        >"$root/etc/reconciled/aws/credentials"
    in_container sh -c 'cd /etc/reconciled && chown root:reconciled reconciled.yaml aws/config && chmod 0640 reconciled.yaml aws/config && chmod 0600 aws/credentials'
    drop_in credentials <<'DROPIN'
[Service]
LoadCredential=aws-credentials:/etc/reconciled/aws/credentials
Environment=AWS_SHARED_CREDENTIALS_FILE=%d/aws-credentials
Environment=AWS_EC2_METADATA_DISABLED=true
DROPIN
}

check_start() {
    local began=$SECONDS
    in_container systemctl log-level debug
    # AWS cannot be reached at this time.
    check "it starts" in_container systemctl start "$unit"
    check "READY does not wait for AWS" [ $((SECONDS - began)) -lt 20 ]
    equal "it is active" active "$(property ActiveState)"
    check "READY was sent" within 5 notified READY=1
    check "the status text says what is wrong" within 20 status_text_has "cannot read account prod"
    check "systemctl status shows it" in_container sh -c "systemctl status --no-pager $unit | grep -q 'Status: \"'"
    check "the control socket answers root" within 10 daemon_state_is running
    check "an account that cannot be read ends status with 3" ends_with 3 in_container reconcilectl status
    contains "the runtime folder is open" "755 reconciled:reconciled" "$(mode_of /run/reconciled)"
    contains "the state folder is the group's to read" "750 reconciled:reconciled" "$(mode_of /var/lib/reconciled)"
    contains "the database is the group's to read" "640 reconciled:reconciled" "$(mode_of $database)"
    check "somebody else learns nothing" in_container sh -c '! runuser -u nobody -- reconcilectl get policies 2>/dev/null | grep -q first'
    check "somebody else cannot read the database" ends_with 1 in_container runuser -u nobody -- cat $database
    check "a second daemon is refused" in_container sh -c 'runuser -u reconciled -- reconciled run --once 2>&1 | grep -q "already running, pid"'
}

check_sandbox() {
    local pid
    pid=$(property MainPID)
    for path in /usr /etc /etc/reconciled /etc/reconciled/desired.d /boot /var /var/log /root /srv; do
        check "it cannot write to $path" in_container sh -c "! nsenter -t $pid -m -- touch $path/probe 2>/dev/null"
    done
    check "its state folder is there to be written to" in_sandbox sh -c 'touch /var/lib/reconciled/probe && rm /var/lib/reconciled/probe'
    check "home folders are hidden" in_sandbox sh -c '[ -z "$(ls -A /root /home 2>/dev/null | grep -v :)" ]'
    check "it has a /tmp of its own" in_container sh -c "touch /tmp/others && ! nsenter -t $pid -m -- ls /tmp/others 2>/dev/null"
    check "no disk or memory device is there" in_sandbox sh -c '! ls /dev/mem /dev/kmsg /dev/vda /dev/sda 2>/dev/null | grep -q .'
    equal "it has no capability, cannot get one, and its system calls are filtered" "0000000000000000 0000000000000000 1 2" \
        "$(in_container sh -c "sed -n 's/^\(CapEff\|CapBnd\|NoNewPrivs\|Seccomp\):[[:space:]]*//p' /proc/$pid/status | tr '\n' ' ' | sed 's/ $//'" | awk '{print $1, $2, $3, $4}')"
    equal "it is not root" "$(in_container id -u reconciled)" "$(in_container stat -c %u "/proc/$pid")"
    # LimitNICE= takes a manager that may raise limits; a container's sometimes may not.
    if in_container sh -c 'grep -q "^Max nice priority *24 " /proc/$(systemctl show -P MainPID reconciled.service)/limits'; then
        equal "Swift's threads may have their priorities" "" "$(in_container journalctl -q --no-pager -u "$unit" -g 'thread priority')"
    fi
    equal "no file of it is for others" "" "$(in_container find /var/lib/reconciled -type f -perm /007)"
}

check_reload() {
    manifest second
    configure 3s
    check "reload is taken" in_container systemctl reload "$unit"
    check "RELOADING was sent" within 10 notified "RELOADING=1"
    check "a manifest that arrived is in force" within 10 in_container sh -c 'reconcilectl get ManagedPolicy | grep -q second'
    check "it says so" within 5 journal_has reloaded
    equal "it is active after that" active "$(property ActiveState)"

    manifest third
    echo "webhoks: []" >>"$root/etc/reconciled/reconciled.yaml"
    check "a reload with a faulty file is taken" in_container systemctl reload "$unit"
    check "the status text says degraded, and why" within 10 status_text_has "degraded: configuration or manifests are faulty"
    contains "the place of the fault is told" "reconciled.yaml:" "$(property StatusText)"
    check "the control socket says degraded" within 5 daemon_state_is degraded
    equal "it stays active" active "$(property ActiveState)"
    check "the old manifests are in force" in_container sh -c 'reconcilectl get ManagedPolicy >/tmp/list; grep -q second /tmp/list && ! grep -q third /tmp/list'
    check "the fault is an error in the journal" in_container sh -c "journalctl -q -u $unit -p err | grep -q 'stays in force'"
    configure 3s
    in_container systemctl reload "$unit"
    check "mended, it is in order again" within 10 daemon_state_is running
    equal "all that was one process" 0 "$(property NRestarts)"
}

check_credentials() {
    check "the credentials are the service's own copy" in_sandbox sh -c 'test -s /run/credentials/reconciled.service/aws-credentials'
    check "the daemon's user cannot read root's original" ends_with 1 in_container runuser -u reconciled -- cat /etc/reconciled/aws/credentials
    if start_moto; then
        check "with AWS there it goes on by itself, with the profile and the credentials of the unit" \
            within 40 in_container sh -c 'reconcilectl status -o json | tr -d " \n" | grep -q "\"outcome\":\"complete\""'
        check "the status text counts resources" within 10 sh -c "! nsenter -t $leader -m -u -i -n -p -C -- systemctl show -P StatusText $unit | grep -q 'cannot read'"
        kill "$moto" 2>/dev/null
        moto=""
    else
        echo "        (no emulated AWS: .venv-tests is not here)"
    fi
}

check_watchdog_and_kill() {
    drop_in short <<'DROPIN'
[Service]
WatchdogSec=12s
RestartSec=1s
DROPIN
    in_container systemctl restart "$unit"
    sleep 26
    equal "the watchdog leaves a daemon alone that works" 0 "$(property NRestarts)"
    check "WATCHDOG was sent" notified "WATCHDOG=1"
    local before
    before=$(property MainPID)
    in_container kill -STOP "$before"
    check "a daemon that hangs is started anew" within 40 is_property NRestarts 1
    check "and works" within 20 daemon_state_is running
    equal "with another process" different "$([ "$(property MainPID)" = "$before" ] && echo same || echo different)"
    check_hung_engine
    before=$(property NRestarts)
    in_container kill -KILL "$(property MainPID)"
    check "a killed daemon is started anew" within 20 is_property NRestarts $((before + 1))
    check "and works as well" within 20 daemon_state_is running
    check "the journal is whole" in_container reconcilectl journal verify
}

# The process is well, and its control socket answers, but the engine waits for longer than it may: an
# AWS that takes connections and says nothing.
check_hung_engine() {
    command -v python3 >/dev/null || { echo "        (no python3 here for an AWS that hangs)"; return; }
    nsenter -t "$leader" -n python3 -c '
import socket
server = socket.create_server(("127.0.0.1", 5000))
kept = []
while True:
    kept.append(server.accept())
' &
    moto=$!
    check "the watchdog sees an engine that hangs in a process that does not" within 60 is_property NRestarts 2
    kill "$moto" 2>/dev/null
    wait "$moto" 2>/dev/null
    moto=""
    check "and a good one goes on" within 40 daemon_state_is running
}

check_stop() {
    local began=$SECONDS
    in_container systemctl stop "$unit"
    check "it stops at once" [ $((SECONDS - began)) -lt 10 ]
    check "STOPPING was sent" within 5 notified "STOPPING=1"
    check "with 0" within 5 manager_has "Main process exited, code=exited, status=0/SUCCESS"
    equal "which is no failure" "inactive success" "$(property ActiveState) $(property Result)"
    check "the database's log is written back" ends_with 1 in_container test -e $database-wal
    check "the socket is gone" ends_with 1 in_container test -e /run/reconciled/control.sock
    check "what it kept can be read without it" in_container sh -c 'reconcilectl get ManagedPolicy | grep -q second'
    check "and says that it stopped" daemon_state_is stopped
}

# refuses WORDS: the start ends with 78, and no other is tried.
refuses() {
    in_container systemctl reset-failed "$unit" 2>/dev/null
    check "$1 is refused at the start" ends_with 1 in_container systemctl start "$unit"
    # Longer than RestartSec.
    sleep 3
    equal "$1 ends with 78 and is left alone" "failed 78 0" "$(property ActiveState) $(property ExecMainStatus) $(property NRestarts)"
}

check_refusals() {
    local before
    echo "webhoks: []" >>"$root/etc/reconciled/reconciled.yaml"
    refuses "a faulty configuration"
    check "its fault is in the journal" journal_has "webhoks"
    configure 3s

    # PRAGMA user_version, in the header of the file: https://www.sqlite.org/fileformat2.html
    cp "$root$database" "$work/database"
    printf '\x00\x00\x03\xe7' | dd of="$root$database" bs=1 seek=60 conv=notrunc status=none
    before=$(sha256sum <"$root$database")
    refuses "a database of a newer version"
    equal "and nothing was changed in it" "$before" "$(sha256sum <"$root$database")"
    cat "$work/database" >"$root$database"

    in_container systemctl reset-failed "$unit"
    check "put right, it starts" in_container systemctl start "$unit"
    check "with all that it had" in_container reconcilectl journal verify
}
