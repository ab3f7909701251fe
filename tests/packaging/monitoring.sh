#!/usr/bin/env bash
# The alerts and the dashboard ask only for metrics that docs/metrics.md lists (and a few of Prometheus' own), each rule has its
# section in docs/operations.md, and each rule fires in its story and is quiet in another.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
monitoring=packaging/monitoring

names_used() { grep -oE 'fingertip_[a-z_]+' "$@" | sed -E 's/_(bucket|count|sum)$//' | sort -u; }
known=$(grep -oE '^\| `fingertip_[a-z_]+`' docs/metrics.md | tr -d '|` ' | sort -u)
wrong=no
for file in $monitoring/alerts.yml $monitoring/dashboard.json; do
    for name in $(names_used -h "$file"); do
        grep -qx "$name" <<<"$known" || { echo "$file asks for $name, which docs/metrics.md does not list"; wrong=yes; }
    done
done
for name in $known; do
    grep -q "$name" $monitoring/dashboard.json || { echo "the dashboard does not show $name"; wrong=yes; }
done
for rule in $(sed -n 's/^ *- alert: //p' $monitoring/alerts.yml); do
    grep -q "^### $rule" docs/operations.md || { echo "docs/operations.md has no section '### $rule'"; wrong=yes; }
    [ "$(grep -c "alertname: $rule\b" $monitoring/alerts_test.yml)" -ge 2 ] || { echo "alerts_test.yml tells fewer than two stories of $rule"; wrong=yes; }
done
python3 -c 'import json,sys; json.load(open(sys.argv[1]))' $monitoring/dashboard.json
promtool check rules $monitoring/alerts.yml
promtool test rules $monitoring/alerts_test.yml
[ $wrong = no ]
