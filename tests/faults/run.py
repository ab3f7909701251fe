#!/usr/bin/env python3
"""Plants each fault of faults.toml in a scratch copy of the last commit, builds, and runs the tests that should notice.

    tests/faults/run.py [--only WORDS] [--preset debug]

A fault that no test notices is a survivor: printed, and the exit code is 1. The copy lies in build/faults and is kept, so
that the next run builds only what changed. The last line is for the table of `./dev safety`.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tomllib

home = pathlib.Path(__file__).resolve().parents[2]
scratch = home / "build" / "faults"


def copy_of_the_last_commit():
    """Only what differs is written, so that time stamps stay and little is built."""
    names = subprocess.run(["git", "ls-tree", "-r", "--name-only", "-z", "HEAD"], cwd=home, capture_output=True, check=True)
    for name in filter(None, names.stdout.decode().split("\0")):
        fresh = subprocess.run(["git", "show", f"HEAD:{name}"], cwd=home, capture_output=True, check=True).stdout
        place = scratch / name
        if not place.exists() or place.read_bytes() != fresh:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(fresh)
            if os.access(home / name, os.X_OK):
                place.chmod(0o755)
    for packages in (home / "tests").glob("*/node_modules"):
        place = scratch / packages.relative_to(home)
        if not place.exists():
            place.symlink_to(packages)


def build(preset, targets):
    return subprocess.run(["cmake", "--build", f"build/{preset}", "--parallel", "2", "--target", *targets], cwd=scratch,
                          capture_output=True, text=True)


def noticed_by(preset, executable, only):
    """The first test case that fails, or how the program ended; None: all passed."""
    command = [f"build/{preset}/{executable}", "--abort"] + ([only] if only else [])
    try:
        run = subprocess.run(command, cwd=scratch, capture_output=True, text=True, errors="replace", timeout=300)
    except subprocess.TimeoutExpired:
        return f"{executable}: hangs"
    if run.returncode == 0:
        return None
    case = re.search(r"^-{70,}\n(.+(?:\n  .+)*)\n-{70,}\n(?:.*\n)*?.*FAILED", run.stdout, re.M)
    return f"{executable}: {case.group(1).splitlines()[0] if case else 'ended with ' + str(run.returncode)}"


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--only", default="", help="faults whose name has these words")
    asked.add_argument("--preset", default="debug")
    asked = asked.parse_args()
    faults = [fault for fault in tomllib.loads((home / "tests/faults/faults.toml").read_text())["fault"] if asked.only in fault["name"]]

    copy_of_the_last_commit()
    if not (scratch / "build" / asked.preset / "build.ninja").exists():
        subprocess.run(["cmake", "--preset", asked.preset], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
    targets = sorted({name for fault in faults for name in fault["tests"].split(",")} | {"fingertip"})
    whole = build(asked.preset, targets)
    if whole.returncode != 0:
        sys.exit(whole.stdout + whole.stderr)

    for name, only in sorted({(name, fault.get("only", "")) for fault in faults for name in fault["tests"].split(",")}):
        trouble = noticed_by(asked.preset, name, only)
        if trouble:
            sys.exit(f"without any fault a test fails, so a failure would prove nothing: {trouble}")

    survivors = []
    for number, fault in enumerate(faults, 1):
        place = scratch / fault["file"]
        sound = place.read_text()
        if sound.count(fault["old"]) != 1:
            sys.exit(f"{fault['name']}: `old` occurs {sound.count(fault['old'])} times in {fault['file']}; mend faults.toml")
        executables = fault["tests"].split(",")
        place.write_text(sound.replace(fault["old"], fault["new"]))
        try:
            planted = build(asked.preset, executables + ["fingertip"])
            if planted.returncode != 0:
                sys.exit(f"{fault['name']}: does not compile, so it proves nothing; mend faults.toml\n{planted.stdout[-3000:]}")
            notice = next(filter(None, (noticed_by(asked.preset, name, fault.get("only")) for name in executables)), None)
        finally:
            place.write_text(sound)
        print(f"{number:3} {'noticed ' if notice else 'SURVIVED'} {fault['name']}" + (f"  <- {notice}" if notice else ""), flush=True)
        if not notice:
            survivors.append(fault["name"])
    verdict = "pass" if not survivors and len(faults) >= 30 else "fail" if survivors else "not yet"
    print(f"SAFETY\tF7\t{len(faults)} planted faults\t-\t{len(survivors)}\t{verdict}")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
