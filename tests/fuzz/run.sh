#!/usr/bin/env bash
# Drives the harnesses built by the preset `fuzz` (cmake --preset fuzz && cmake --build build/fuzz --target fuzz_all), two at
# a time. New inputs collect in build/fuzz/corpus, findings in build/fuzz/findings; what a run said is in build/fuzz/logs.
# Prints one line for the set, and exits 1 when anything was found, or a harness did not run.
set -euo pipefail

usage() {
    cat <<'TXT'
tests/fuzz/run.sh [--seconds N | --executions N] [--seed N] [--only HARNESS]
  --seconds N      of each harness (60)
  --executions N   of each harness, however long they take
  --seed N         of all; 0 chooses one, which is printed
  --only HARNESS   that one alone
TXT
}

seconds=60 executions=-1 seed=0 only=
while [ $# -gt 0 ]; do
    case "$1" in
    --seconds) seconds=$2 executions=-1 ;;
    --executions) executions=$2 seconds=0 ;;
    --seed) seed=$2 ;;
    --only) only=$2 ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift 2
done
[ "$seed" != 0 ] || seed=$((RANDOM * 32768 + RANDOM + 1))

here=$(dirname "$(readlink -f "$0")")
top=$(readlink -f "$here/../..")
built=$top/build/fuzz
mkdir -p "$built/corpus" "$built/findings" "$built/logs"

names=()
for source in "$here"/harnesses/*.cpp; do
    name=$(basename "$source" .cpp)
    [ -z "$only" ] || [ "$only" = "$name" ] || continue
    names+=("$name")
done
[ ${#names[@]} -gt 0 ] || { echo "there is no harness $only" >&2 && exit 2; }

# Quarantined memory is no leak of ours, but would count towards the limit; the default keeps 256 MB of it.
export ASAN_OPTIONS=detect_leaks=1:quarantine_size_mb=16:allocator_may_return_null=0
export UBSAN_OPTIONS=print_stacktrace=1

run_one() { # NAME
    local name=$1 longest=4096 folders=("$here/seeds/$1") dictionary=()
    case $name in
    webhook_xml | webhook_event) folders+=("$top/tests/fixtures/wechat") ;;
    http_head) longest=14000 ;; # beyond the head's limits
    esac
    [ ! -f "$here/dictionaries/$name.dict" ] || dictionary=(-dict="$here/dictionaries/$name.dict")
    mkdir -p "$built/corpus/$name"
    "$built/fuzz_$name" -seed="$seed" -runs="$executions" -max_total_time="$seconds" -max_len="$longest" -timeout=2 \
        -rss_limit_mb=256 -print_final_stats=1 -artifact_prefix="$built/findings/$name-" "${dictionary[@]}" \
        "$built/corpus/$name" "${folders[@]}" >"$built/logs/$name" 2>&1
}

failed=()
declare -A running=()
wait_for_one() {
    local pid status=0
    wait -n -p pid "${!running[@]}" || status=$?
    [ $status = 0 ] || failed+=("${running[$pid]}")
    unset "running[$pid]"
}
for name in "${names[@]}"; do
    [ ${#running[@]} -lt 2 ] || wait_for_one
    run_one "$name" &
    running[$!]=$name
done
while [ ${#running[@]} -gt 0 ]; do wait_for_one; done

total=0
for name in "${names[@]}"; do
    count=$(sed -n 's/^stat::number_of_executed_units: *//p' "$built/logs/$name")
    total=$((total + ${count:-0}))
    echo "$name: ${count:-0} executions" >&2
done
for name in ${failed[@]+"${failed[@]}"}; do
    echo "$name: $(grep -m1 -E "what\(\)|ERROR|runtime error" "$built/logs/$name" || tail -1 "$built/logs/$name")" >&2
done
verdict=pass
[ ${#failed[@]} -eq 0 ] || verdict=fail
printf 'SAFETY\tF1\t%s harnesses, %s executions\t%s\t%s\t%s\n' "${#names[@]}" "$total" "$seed" "${#failed[@]}" "$verdict"
[ $verdict = pass ]
