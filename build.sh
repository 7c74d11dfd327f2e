#!/usr/bin/env bash
# Builds, serves, tests and measures VAE Lab. `./build.sh --help` lists the commands.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'TEXT'
Usage: ./build.sh [COMMAND]

  (none)         build pkg/ (the engine as WebAssembly) and dist/ (the site, for any static web server)
  serve [PORT] [--host]
                 build, then serve the site on this machine (default port 8080) and print its address; with --host the
                 local network reaches it too, and the address to write on the board is printed
  release        build, then pack the site with its checksums: target/release-site/vae-lab-VERSION.zip; beside it the lab as
                 one HTML file, which needs no server, and its course for learning platforms (SCORM 1.2)
  test [WHICH]   run every check and test, and close with one line `N passed, N failed`; `quick` leaves out those that need
                 a browser, `slow` runs only what trains for minutes, which is left out otherwise
  fuzz [MINUTES] give each reader of files, links and stored runs other changed inputs than the tests do, for so long
                 (default 10); what one does not take well is kept in target/fuzz/ and named
  bench [PART…]  run the benchmarks, print their tables and write target/bench.json; the parts are kernels, step,
                 peers, latency, drag, gan, steady, page, memory, gpu, sizes (in headless Chromium), plan, recognition and
                 mnist (native)
  --help         print this text

Needed: Rust (rustup) and Node 20.19 or later. Everything else is fetched on first use.
TEXT
}

# What is needed on the machine: found, or fetched into the project folder.

die() {
  echo "$*" >&2
  exit 1
}

# begin WHAT TIME: a line on what is done now and how long it usually takes on two cores.
begin() { echo "$1 (usually $2)"; }

# ensure_rust TARGET…: cargo, and the standard library for each of the targets.
ensure_rust() {
  command -v cargo >/dev/null || die "Rust is missing: install it with rustup (https://rustup.rs)."
  local target
  for target in "$@"; do
    [[ -d $(rustc --print target-libdir --target "$target") ]] && continue
    command -v rustup >/dev/null || die "Rust's $target target is missing and there is no rustup to add it."
    rustup target add "$target"
  done
}

ensure_node() {
  command -v node >/dev/null && command -v npm >/dev/null || die "Node is missing: install Node 20.19 or later (https://nodejs.org)."
  node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
    die "Node $(node --version) is too old: install Node 20.19 or later (https://nodejs.org)."
}

# ensure_node_modules [FOLDER]: installs what the lock file says, again only when the lock file has changed.
ensure_node_modules() {
  local folder=${1:-.}
  ensure_node
  cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed-lock" && return
  begin "Installing npm packages" "10 s"
  npm ci --prefix "$folder" --no-audit --no-fund --loglevel error
  cp "$folder/package-lock.json" "$folder/node_modules/.installed-lock"
}

# Sets CHROMIUM, the system's browser; false with one sentence if there is none and it cannot be installed.
ensure_chromium() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    CHROMIUM=$(command -v "$name") && export CHROMIUM && return
  done
  if [[ $(id -u) == 0 && -f /etc/debian_version ]]; then
    echo "Installing Chromium"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >/dev/null
    CHROMIUM=$(command -v chromium) && export CHROMIUM && return
  fi
  echo "The browser tests need Chromium on the PATH: install it with your system's package manager." >&2
  return 1
}

# Sets CHROMIUM for tests: Debian's shell of the same browser takes a quarter less time where nobody looks at its windows.
ensure_test_chromium() {
  ensure_chromium || return
  local shell=chromium-headless-shell
  if ! command -v "$shell" >/dev/null && [[ $(id -u) == 0 && -f /etc/debian_version ]]; then
    echo "Installing Chromium's headless shell"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$shell"; } >/dev/null || true
  fi
  command -v "$shell" >/dev/null && CHROMIUM=$(command -v "$shell") && export CHROMIUM
  return 0
}

# Firefox, and WebKitGTK with its driver and a screen that nobody sees; false with one sentence if they are not there.
ensure_other_browsers() {
  local name missing=
  for name in firefox-esr WebKitWebDriver xvfb-run; do
    command -v "$name" >/dev/null || missing=$name
  done
  if [[ -n $missing && $(id -u) == 0 && -f /etc/debian_version ]]; then
    echo "Installing Firefox and WebKitGTK"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq firefox-esr webkit2gtk-driver xvfb xauth; } \
      >/dev/null && return
  fi
  [[ -z $missing ]] && return
  echo "The tests in Firefox and WebKit are left out: there is no $missing on the PATH." >&2
  return 1
}

# ONNX Runtime, beside the build: what the page writes for it is run by it. Where it cannot be installed its test is skipped.
ensure_onnx() {
  local modules="import numpy, onnx, onnxruntime" folder=$PWD/target/python
  python3 -c "$modules" 2>/dev/null && return
  if ! "$folder/bin/python3" -c "$modules" 2>/dev/null; then
    echo "Installing ONNX Runtime"
    python3 -m venv --system-site-packages "$folder" && "$folder/bin/pip" install -q numpy onnx onnxruntime || return 0
  fi
  export PATH=$folder/bin:$PATH
}

# A Chinese font, without which a screenshot of Chinese is a row of boxes.
ensure_chinese_font() {
  [[ -n $(fc-list :lang=zh 2>/dev/null) ]] && return
  if [[ $(id -u) == 0 && -f /etc/debian_version ]]; then
    echo "Installing a Chinese font"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq fontconfig fonts-wqy-zenhei; } >/dev/null
  else
    echo "The pictures of the Chinese page will differ: no Chinese font is installed." >&2
  fi
}

# A Vulkan driver, for the tests on a GPU; they are skipped where there is none and none can be installed.
ensure_vulkan() {
  compgen -G "/usr/share/vulkan/icd.d/*.json" >/dev/null || compgen -G "/etc/vulkan/icd.d/*.json" >/dev/null && return
  if [[ $(id -u) == 0 && -f /etc/debian_version ]]; then
    echo "Installing Mesa's Vulkan drivers"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq mesa-vulkan-drivers; } >/dev/null
  fi
}

# What rustc may use in wasm32, and so wasm-opt must allow.
WASM_FEATURES=(--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals
  --enable-reference-types --enable-multivalue --enable-simd)

# Paths are remapped so that the binaries do not depend on where they were built.
REMAP=(--remap-path-prefix "$PWD=." --remap-path-prefix "${CARGO_HOME:-$HOME/.cargo}=cargo")

# engine_flags BUILD: sets FLAGS, what rustc needs for the engine itself. `simd` is exact (a seed fixes every bit),
# `relaxed` may fuse multiply and add, and `gpu` trains with WebGPU in the place of either.
# Vector code keeps the order it was written in, and its constant offsets: LLVM's own choices for wasm spill registers.
engine_flags() {
  local features="+simd128"
  [[ $1 == relaxed ]] && features+=",+relaxed-simd"
  FLAGS=(-C "target-feature=$features" -C llvm-args=-pre-RA-sched=source -C llvm-args=-disable-lsr)
  # All is small rather than fast, save where time goes: functions that the source exports as `fast_…`. These say
  # themselves what is inlined into them. With an opt-level for size their loops would not be unrolled.
  FLAGS+=(-C llvm-args=-inline-threshold=25 -C llvm-args=-force-attribute=minsize)
  # There the GPU does the work.
  [[ $1 == gpu ]] && return
  FLAGS+=(--cfg fast_exports)
  local name
  for name in $(grep -rhoE --include='*.rs' 'export_name = "fast_\w+' src | cut -d'"' -f2); do
    FLAGS+=(-C "llvm-args=-force-remove-attribute=$name:minsize")
  done
}

# encoded FLAG…: as cargo takes them from CARGO_ENCODED_RUSTFLAGS.
encoded() {
  local IFS=$'\x1f'
  printf '%s' "$*"
}

# rust_flags BUILD: the engine's flags for every crate, where cargo cannot give them to the engine alone.
rust_flags() {
  local FLAGS
  engine_flags "$1"
  encoded "${FLAGS[@]}" "${REMAP[@]}"
}

BINDGEN=target/tools/bindgen

build_bindgen() {
  [[ -x $BINDGEN ]] || begin "Compiling wasm-bindgen's library" "a minute, once"
  CARGO_TARGET_DIR=target cargo build --quiet --locked --package bindgen --profile tools
}

# compile BUILD: the engine with its own flags. Its dependencies have none of them, so that all binaries can share them.
compile() {
  local build=$1 FLAGS features=()
  engine_flags "$build"
  [[ $build == gpu ]] && features=(--features gpu)
  CARGO_ENCODED_RUSTFLAGS=$(encoded "${REMAP[@]}") CARGO_TARGET_DIR="target/wasm-$build" \
    cargo rustc --quiet --locked --release --lib --target wasm32-unknown-unknown --no-default-features \
    "${features[@]}" -- "${FLAGS[@]}"
}

# pack_wasm FILE OUT [FEATURE…]: wasm-bindgen's package of FILE, optimised; nothing if it is the one packed last.
pack_wasm() {
  local wasm=$1 out=$2
  cmp -s "$wasm" "$wasm.packed" && [[ -d $out ]] && return
  begin "Packing $out" "10 s"
  rm -rf "$out"
  "$BINDGEN" "$wasm" "$out"
  local packed
  packed=$(echo "$out"/*_bg.wasm)
  # LLVM has inlined what is worth it; more of it makes the file larger after gzip. The stack begins at address 0 and grows
  # down to it, so that nothing else lies in the first kilobyte: small offsets fold into loads. Last a pass for size.
  # Functions of like names stand side by side then, where gzip finds what they have in common.
  local passes=(-O3 --one-caller-inline-max-function-size=0 --flexible-inline-max-function-size=0 --low-memory-unused -Os
    --reorder-functions-by-name)
  node_modules/.bin/wasm-opt "${passes[@]}" "${WASM_FEATURES[@]}" "${@:3}" \
    --strip-debug --strip-producers "$packed" -o "$packed"
  cp "$wasm" "$wasm.packed"
}

build_wasm() {
  local build=$1 extra=()
  [[ $build == relaxed ]] && extra=(--enable-relaxed-simd)
  compile "$build"
  pack_wasm "target/wasm-$build/wasm32-unknown-unknown/release/vae_lab.wasm" "pkg/$build" "${extra[@]}"
}

# all PID…: waits for each; false if one has failed.
all() {
  local job
  for job in "$@"; do wait "$job"; done
}

# The folders of the other binaries begin as copies of the first one's: dependencies are compiled once.
share_dependencies() {
  [[ -d target/wasm-relaxed && -d target/wasm-gpu ]] && return
  begin "Compiling the engine's dependencies and its first binary" "a minute, once"
  compile simd
  rm -rf target/wasm-relaxed target/wasm-gpu
  cp -a target/wasm-simd target/wasm-relaxed
  cp -a target/wasm-simd target/wasm-gpu
}

build_packages() {
  ensure_rust wasm32-unknown-unknown
  ensure_node
  local build builds=(simd relaxed gpu) jobs=()
  ensure_node_modules & jobs+=($!)
  build_bindgen & jobs+=($!)
  share_dependencies & jobs+=($!)
  all "${jobs[@]}"
  # All at once: each is one long compilation of one crate.
  begin "Compiling the engine: ${builds[*]}" "15 s, a minute the first time"
  jobs=()
  for build in "${builds[@]}"; do
    build_wasm "$build" & jobs+=($!)
  done
  all "${jobs[@]}"
}

build_site() {
  build_packages
  begin "Bundling the page" "5 s"
  node_modules/.bin/vite build --logLevel warn
  echo "Built dist/: $(du -sh dist | cut -f1)"
}

serve() {
  local port="" flags=() argument
  for argument in "$@"; do
    if [[ $argument == --host && ${#flags[@]} == 0 ]]; then
      flags=(--host)
    elif [[ -z $port && $argument != -* ]]; then
      port=$argument
    else
      die "'serve' takes a port and --host, each once, not '$argument'."
    fi
  done
  port=${port:-8080}
  [[ $port =~ ^[0-9]+$ ]] && ((port >= 1 && port <= 65535)) || die "The port must be a number from 1 to 65535, not '$port'."
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    die "Port $port is in use: give another one, as in './build.sh serve $((port < 65535 ? port + 1 : 8080))'."
  fi
  build_site
  exec node www/serve.mjs dist "$port" "${flags[@]}"
}

release() {
  build_site
  node www/release.mjs dist target/release-site
}

case ${1:-} in
  "") build_site ;;
  serve) shift; serve "$@" ;;
  release) [[ $# -eq 1 ]] || die "'release' takes no argument."; release ;;
  test)
    [[ $# -le 2 && ${2:-} =~ ^(quick|slow)?$ ]] || die "'test' takes one argument, 'quick' or 'slow'."
    source tests/run.sh
    run_tests "${2:-}"
    ;;
  fuzz) shift; source tests/run.sh; run_fuzz "$@" ;;
  bench) shift; source benches/run.sh; run_bench "$@" ;;
  --help | -h | help) usage ;;
  *) die "Unknown command '$1': './build.sh --help' lists the commands." ;;
esac
