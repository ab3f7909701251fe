#!/usr/bin/env bash
# The Debian package in a clean root: installed, made an installation of by its own user, served, answered, read, removed; people's
# records stay. Usage: installed.sh PACKAGE.deb ROOT  (ROOT: a minimal Debian 12 root that may be spoilt; needs root rights).
set -euo pipefail
package=$(readlink -f "$1") root=$(readlink -f "$2")

inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
as_user() { inside runuser -u fingertip -- "$@"; }
stop() { # the server, by the number that it wrote down; nothing else
    [ -s "$root/tmp/server.pid" ] || return 0
    kill -TERM "$(cat "$root/tmp/server.pid")" 2>/dev/null || true
    for _ in $(seq 150); do kill -0 "$(cat "$root/tmp/server.pid")" 2>/dev/null || break; sleep 0.1; done
    rm -f "$root/tmp/server.pid"
}
cleanup() {
    stop
    rm -f "$root/tmp/fingertip.deb" "$root/tmp/refusal" "$root/tmp/serve.log"
    umount "$root/proc" 2>/dev/null || true
}
trap cleanup EXIT
mount -t proc proc "$root/proc"

cp "$package" "$root/tmp/fingertip.deb"
inside apt-get -q -y --no-install-recommends install /tmp/fingertip.deb
inside fingertip version
[ "$(inside stat -c '%U %a' /var/lib/fingertip)" = "fingertip 700" ]
[ "$(inside stat -c '%U %a' /etc/fingertip)" = "fingertip 700" ]

as_user fingertip init --yes --dir /etc/fingertip --database-dir /var/lib/fingertip --app-id wx0123456789abcdef
! inside fingertip serve --config /etc/fingertip/fingertip.toml 2>"$root/tmp/refusal" || { echo "serve ran as root"; exit 1; }
grep -q -- --allow-root "$root/tmp/refusal"
install -m 0666 /dev/null "$root/tmp/server.pid"
as_user env FINGERTIP_SERVER_LISTEN=127.0.0.1:18480 FINGERTIP_ADMIN_LISTEN=127.0.0.1:18490 \
    sh -c 'echo $$ >/tmp/server.pid; exec fingertip serve --config /etc/fingertip/fingertip.toml' >/dev/null 2>"$root/tmp/serve.log" &
for _ in $(seq 100); do curl -sf http://127.0.0.1:18490/readyz >/dev/null && break || sleep 0.1; done
curl -sf http://127.0.0.1:18490/readyz
[ "$(curl -s -o /dev/null -w '%{http_code}' 'http://127.0.0.1:18480/webhooks/wechat-main?signature=x')" = 403 ]
as_user fingertip doctor --config /etc/fingertip/fingertip.toml || true # no network in here: it says so
as_user fingertip export members --reason test --format csv --config /etc/fingertip/fingertip.toml | grep -q member_no
stop

inside apt-get -q -y remove fingertip
inside apt-get -q -y purge fingertip
[ -s "$root/var/lib/fingertip/fingertip.db" ] # never removed by a package manager
[ -s "$root/etc/fingertip/fingertip.key" ]
echo "the package installs, serves and leaves people's records"
