#!/usr/bin/env bash
# Starts the demo of PROGRAM on a free port, asks it once as a member, checks in, reads the register, and looks that
# nothing is left behind.
set -euo pipefail
program=$1
place=$(mktemp -d) # instead of /tmp, for the demo
out=$(mktemp)
TMPDIR=$place "$program" demo --port 0 >"$out" 2>&1 &
demo=$!
trap 'kill -9 $demo 2>/dev/null || true; cat "$out"; rm -rf "$out" "$place"' EXIT
for _ in $(seq 200); do
    page=$(sed -n 's/^Open \(http[^ ]*\)\/ .*/\1/p' "$out")
    [ -n "$page" ] && break
    sleep 0.1
done
[ -n "$page" ] || { echo "the demo did not start" >&2; exit 1; }

act() { # JSON
    curl -sf -m 20 -H 'Content-Type: application/json' -H 'X-Fingertip-Demo: 1' -d "$1" "$page/api/act"
}
code=$(curl -sf "$page/api/state" | sed 's/.*"code":"\([0-9]*\)".*/\1/')
account=$(curl -sfG --data-urlencode "q=李梅" "$page/api/people" | sed 's/.*"account":"\([^"]*\)".*/\1/')
act "{\"account\":\"$account\",\"kind\":\"text\",\"text\":\"帮助\"}" | grep -q '签到' || { echo "帮助 was not answered" >&2; exit 1; }
first=$(act "{\"account\":\"$account\",\"kind\":\"text\",\"text\":\"$code\"}")
echo "$first" | grep -q '签到成功' || { echo "no check-in: $first" >&2; exit 1; }
echo "$first" | grep -q '"genuine":true' || { echo "the reply's signature does not hold" >&2; exit 1; }
again=$(act "{\"account\":\"$account\",\"again\":true}")
echo "$again" | grep -q '签到成功' || { echo "the copy got another answer: $again" >&2; exit 1; }
# The first meeting that is neither closed nor cancelled is the open one.
open=$("$program" export meetings --format csv --config "$place"/fingertip-demo-*/fingertip.toml | awk -F, '/,called,/ { print $1; exit }')
present=$("$program" export attendance --meeting "$open" --format csv --config "$place"/fingertip-demo-*/fingertip.toml | grep -c ',present,code,' || true)
[ "$present" = 1 ] || { echo "the register of meeting $open holds $present instead of one" >&2; exit 1; }

kill -TERM $demo
wait $demo
[ -z "$(ls -A "$place")" ] || { echo "the demo left something behind" >&2; exit 1; }
trap 'rm -rf "$out" "$place"' EXIT
echo "the demo answers"
