#!/usr/bin/env bash
# Makes the PTX that ships from the CUDA C in src/main/cuda. To be run after every change there; needs nvcc.
#
#   generate-ptx.sh [NAME...]     all, or only NAME.cu
#   OUT=DIR generate-ptx.sh       into DIR instead of the module's resources
#
# nvcc writes for the newest GPUs and drivers. Nothing in these kernels needs them, so the text is made to say that
# it is for PTX 6.0 and compute capability 5.0: then every GPU since Maxwell takes it. A test assembles it for all of them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
out=${OUT:-src/main/resources/org/duograph/backend/cuda}
mkdir -p "$out"
[ $# -gt 0 ] || set -- $(cd src/main/cuda && ls ./*.cu | sed 's|^\./||; s|\.cu$||')
for name; do
    source=src/main/cuda/$name.cu
    included=$(sed -n 's/^#include "\(.*\)"$/\1/p' "$source")
    sum=$(cd src/main/cuda && cat $included "$name.cu" | sha256sum | cut -d' ' -f1)
    text=$(mktemp)
    nvcc -ptx -arch=compute_75 -fmad=false -o "$text" "$source"
    {
        echo "// made by generate-ptx.sh from $(printf '%s and ' $included)$name.cu, SHA-256 $sum"
        # without what changes from one nvcc to the next
        sed -E '/^\/\//d; s/^\.version .*/.version 6.0/; s/^\.target .*/.target sm_50/' "$text"
    } >"$out/$name.ptx"
    rm "$text"
done
