#!/usr/bin/env bash
# run.sh STANDIN: builds the stand-in's own tests and runs them on the libraries that build.sh made in STANDIN.
set -euo pipefail
[ $# = 1 ] || { echo "usage: run.sh STANDIN" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
out=$(cd "$1" && pwd)
g++ -std=c++17 -O1 -g1 -Wall -o "$out/cudnn-selftest" "$here"/*.cpp -L"$out" -l:libcudnn.so.9 -l:libcuda.so.1 -Wl,-rpath,"$out"
"$out/cudnn-selftest"
