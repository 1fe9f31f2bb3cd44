#!/usr/bin/env bash
# build.sh OUT: makes the stand-ins OUT/libcuda.so.1 and OUT/libcudnn.so.9, on which the backend is tested without a GPU.
# build.sh --test OUT: makes OUT/test/libcuda.so.1 with the kernels of cuda/test/kernels, and tests it.
#
# Every src/main/cuda/FAMILY.cu is compiled as C++, by way of cuda/shim, into the stand-in of the driver, so the
# kernels that run here are the very ones that are shipped. Only what is out of date is compiled again.
# Says nothing unless something fails.
set -euo pipefail
test=
if [ "${1:-}" = --test ]; then
  test=yes
  shift
fi
[ $# = 1 ] || { echo "usage: build.sh [--test] OUT" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
work=$out/build
sources=$here/../../main/cuda
copies=$work/kernels
if [ -n "$test" ]; then
  sources=$here/cuda/test/kernels
  copies=$work/test-kernels
fi
mkdir -p "$copies" "$work/cuda" "$work/cudnn" "$work/test" "$out/test" "$out/control"
exec 9>"$work/lock"
flock 9 # two builds into one folder go one after the other

driver_flags=(-std=c++17 -O2 -g1 -fPIC -fvisibility=hidden -Wall -Wextra -Werror)
kernel_flags=(-std=c++17 -O2 -g1 -fPIC -fvisibility=hidden -ffp-contract=off -fno-ipa-reference -fno-ipa-reference-addressable -w)

# stale TARGET SOURCE...: whether TARGET is missing or older than one of the sources
stale() {
  local target=$1 source
  shift
  [ -e "$target" ] || return 0
  for source in "$@"; do [ "$source" -nt "$target" ] && return 0; done
  return 1
}

# The commands that are still to run, one a line; they run side by side.
commands=()
later() { commands+=("$(printf '%q ' "$@")"); }
run_all() {
  [ ${#commands[@]} -gt 0 ] || return 0
  printf '%s\0' "${commands[@]}" | xargs -0 -P "$(nproc)" -I{} bash -c '{} || exit 255'
  commands=()
}

# --- the kernels: a copy of each file in a namespace of its own, and behind it the list of its kernels
# The copy differs in two words: kernels get C++ linkage, so that two families may use one name, and dynamic shared
# memory, an array without a size, becomes a pointer.
as_cpp() {
  sed -E -e 's/extern[[:space:]]+"C"/extern "C++"/g' \
    -e 's/extern[[:space:]]+__shared__[[:space:]]+([A-Za-z_][A-Za-z_0-9 ]*[[:space:]])([A-Za-z_][A-Za-z_0-9]*)\[\]/\1* \2 = (\1*) standin::dynamicShared()/g' "$1"
}
# Macros may write kernels, so their names are looked for behind the preprocessor.
names_of_kernels() {
  g++ -std=c++17 -E -P -x c++ -DSTANDIN_SCAN -I"$here/cuda/shim" -I"$sources" "$1" | tr '\n' ' ' |
    grep -oP '__global__\s+(__launch_bounds__\s*\([^)]*\)\s*)?void\s+(__launch_bounds__\s*\([^)]*\)\s*)?\K\w+' | sort -u
}
shopt -s nullglob
flags=$work/flags # changes when the flags do
if [ "$(cat "$flags" 2>/dev/null)" != "${driver_flags[*]} ${kernel_flags[*]}" ]; then
  echo "${driver_flags[*]} ${kernel_flags[*]}" >"$flags"
fi
shim=("$flags" "$here"/cuda/shim/*.h "$here"/cuda/fibres.h "$here"/cuda/kernels.h)
shared=()
for header in "$sources"/*.cuh; do
  copy=$copies/${header##*/}
  if stale "$copy" "$header"; then as_cpp "$header" >"$copy"; fi
  shared+=("$header")
done
objects=()
for source in "$sources"/*.cu; do
  family=$(basename "$source" .cu)
  object=$copies/$family.o
  objects+=("$object")
  stale "$object" "$source" "${shared[@]}" "${shim[@]}" || continue
  kernels=$(names_of_kernels "$source" || true)
  {
    echo '#include "cuda_shim.h"'
    echo "namespace kernels_of_$family {"
    echo "#line 1 \"$source\""
    as_cpp "$source"
    echo
    for kernel in $kernels; do echo "static const bool registered_$kernel = standin::registerKernel(\"$family\", \"$kernel\", $kernel);"; done
    echo "}"
  } >"$copies/$family.cpp"
  later g++ "${kernel_flags[@]}" -I"$here/cuda/shim" -I"$here/cuda" -c "$copies/$family.cpp" -o "$object"
done

# --- the driver and cuDNN
for source in "$here"/cuda/*.cpp; do
  object=$work/cuda/$(basename "$source" .cpp).o
  objects+=("$object")
  if stale "$object" "$source" "$flags" "$here"/cuda/*.h; then later g++ "${driver_flags[@]}" -I"$here/cuda" -c "$source" -o "$object"; fi
done
dnn_objects=()
for source in "$here"/cudnn/*.cpp; do
  [ -z "$test" ] || continue
  object=$work/cudnn/$(basename "$source" .cpp).o
  dnn_objects+=("$object")
  if stale "$object" "$source" "$flags" "$here"/cuda/standin.h "$here"/cudnn/*.h; then
    later g++ "${driver_flags[@]}" -I"$here/cuda" -I"$here/cudnn" -c "$source" -o "$object"
  fi
done
run_all

# link LIBRARY OBJECTS... -- FLAGS...: a library is put in place whole, since a test may be loading the old one
link() {
  local library=$1 list
  shift
  local parts=()
  while [ "$1" != -- ]; do
    parts+=("$1")
    shift
  done
  shift
  list=$work/$(sed "s|$out/||; s|/|-|g" <<<"$library").list
  if [ -e "$list" ] && [ "$(printf '%s\n' "${parts[@]}")" = "$(cat "$list")" ] && ! stale "$library" "${parts[@]}"; then return; fi
  g++ -shared -Wl,--no-undefined -Wl,-soname,"${library##*/}" -o "$library.new" "${parts[@]}" "$@"
  mv "$library.new" "$library"
  printf '%s\n' "${parts[@]}" >"$list"
}
if [ -n "$test" ]; then
  link "$out/test/libcuda.so.1" "${objects[@]}" -- -lpthread
else
  link "$out/libcuda.so.1" "${objects[@]}" -- -lpthread
fi
if [ ${#dnn_objects[@]} -gt 0 ]; then
  # jcudnn's natives ask for a version node of this name
  echo 'libcudnn.so.9 { global: cudnn*; local: *; };' >"$work/cudnn.map"
  link "$out/libcudnn.so.9" "${dnn_objects[@]}" -- -Wl,--version-script="$work/cudnn.map" -L"$out" -l:libcuda.so.1
fi

if [ -n "$test" ]; then
  objects=()
  for source in "$here"/cuda/test/*.cpp; do
    object=$work/test/$(basename "$source" .cpp).o
    objects+=("$object")
    if stale "$object" "$source" "$here"/cuda/*.h "$here"/cuda/test/*.h; then
      later g++ -std=c++17 -g1 -Wall -Wextra -Werror -c "$source" -o "$object"
    fi
  done
  run_all
  if stale "$out/test/standin-test" "${objects[@]}"; then
    g++ -o "$out/test/standin-test" "${objects[@]}" -L"$out/test" -l:libcuda.so.1 -lpthread
  fi
  STANDIN_CONTROL=$out/control LD_LIBRARY_PATH=$out/test "$out/test/standin-test"
fi
