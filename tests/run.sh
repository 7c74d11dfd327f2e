# Every check and test, with one sum at the end.
# shellcheck shell=bash

PASSED=0
FAILED=0
TIMES=
LOG=target/test.log

# check NAME COMMAND…: one check that passes or fails.
check() {
  local name=$1 begun=$SECONDS
  shift
  echo "== $name"
  if "$@"; then
    PASSED=$((PASSED + 1))
  else
    FAILED=$((FAILED + 1))
    echo "FAILED: $name" >&2
  fi
  took "$name" "$begun"
}

# took NAME BEGUN: a line for the sum of minutes at the end.
took() { printf -v TIMES '%s%5d s  %s\n' "$TIMES" $((SECONDS - $2)) "$1"; }

# suite NAME PASSED_PATTERN FAILED_PATTERN COMMAND…: a runner that counts its own tests. The patterns (extended
# regular expressions) find its counts. A runner that fails without counting a failure counts as one.
suite() {
  local name=$1 passed_pattern=$2 failed_pattern=$3 status=0 passed failed begun=$SECONDS
  shift 3
  echo "== $name"
  "$@" 2>&1 | tee "$LOG" || status=$?
  passed=$(count "$passed_pattern")
  failed=$(count "$failed_pattern")
  if ((status != 0 && failed == 0)); then failed=1; fi
  if ((status == 0 && passed == 0)); then failed=1; fi
  PASSED=$((PASSED + passed))
  FAILED=$((FAILED + failed))
  if ((failed > 0)); then echo "FAILED: $name" >&2; fi
  took "$name" "$begun"
}

# The sum of all numbers in the log that stand where PATTERN matches.
count() {
  { grep -oE "$1" "$LOG" | grep -oE '[0-9]+' || true; } | awk '{ sum += $1 } END { print sum + 0 }'
}

cargo_suite() { suite "$1" '[0-9]+ passed;' '[0-9]+ failed;' "${@:2}"; }
node_suite() { suite "$1" '^# pass [0-9]+' '^# fail [0-9]+' "${@:2}"; }
playwright_suite() { suite "$1" '^ +[0-9]+ passed' '^ +[0-9]+ (failed|flaky|did not run|interrupted)' "${@:2}"; }

# Rust's own tests as wasm, run by cargo in headless Chromium: what the numbers are there, with each binary's instructions.
wasm_tests() {
  CARGO_ENCODED_RUSTFLAGS=$(rust_flags "$1") CARGO_TARGET_DIR=target/wasm-tests-$1 \
    CARGO_TARGET_WASM32_WASIP1_RUNNER="node tests/web/cargo-runner.mjs" \
    cargo test --quiet --locked --no-fail-fast --no-default-features --target wasm32-wasip1 --lib --test engine "${@:2}"
}

all_wasm_tests_compile() {
  local jobs=()
  wasm_tests simd --no-run & jobs+=($!)
  wasm_tests relaxed --no-run & jobs+=($!)
  all "${jobs[@]}"
}

# What the tests need beside Rust and Node, one after the other: a package manager runs alone.
fetch_for_tests() {
  ensure_vulkan || true
  [[ ${1:-} == quick ]] && return
  ensure_test_chromium && ensure_chinese_font && ensure_onnx
  ensure_other_browsers
}

rust_tests() {
  check "Rust format" cargo fmt --all --check
  check "Clippy, native" cargo clippy --quiet --locked --all-targets -- -D warnings
  local features
  for features in "" gpu; do
    check "Clippy, wasm $features" env CARGO_ENCODED_RUSTFLAGS="$(rust_flags simd)" CARGO_TARGET_DIR=target/wasm-clippy \
      cargo clippy --quiet --locked --lib --target wasm32-unknown-unknown --no-default-features --features "$features" \
      -- -D warnings
  done
  # Chromium's own driver makes kernels in a third of the time that Mesa's takes: see tests/engine/adapter.rs.
  local swiftshader=/usr/lib/chromium/vk_swiftshader_icd.json drivers=()
  # Compiled while what the tests need besides is fetched.
  check "Rust tests compile" cargo test --quiet --locked --no-run
  wait
  [[ ! -f $swiftshader ]] || drivers=("VK_ADD_DRIVER_FILES=$swiftshader")
  cargo_suite "Rust tests" env "${drivers[@]}" cargo test --quiet --locked --no-fail-fast
}

# Of scripts and page; the engine's types are in the packages that a build makes.
source_checks() {
  check "Format of scripts and page" node_modules/.bin/prettier --check --log-level warn .
  check "Lint of scripts and page" node_modules/.bin/oxlint
  check "Types of scripts and page" node_modules/.bin/tsc --noEmit
}

browser_tests() {
  node_suite "Package tests" node --test --test-reporter=tap tests/web/*.test.mjs
  if ensure_test_chromium; then
    ensure_chinese_font
    ensure_onnx
    # Both at once: each is one long compilation of one crate.
    check "Rust tests for Chromium compile" all_wasm_tests_compile
    cargo_suite "Rust tests in Chromium, simd" wasm_tests simd
    cargo_suite "Rust tests in Chromium, relaxed" wasm_tests relaxed
    playwright_suite "Browser tests" node_modules/.bin/playwright test
    if ensure_other_browsers; then
      node_suite "Firefox and WebKit" node --test --test-reporter=tap tests/browsers/*.test.mjs
    elif [[ -n ${CI:-} ]]; then
      FAILED=$((FAILED + 1))
    fi
  else
    FAILED=$((FAILED + 1))
  fi
}

# What trains for minutes natively, the package in frameworks that build for long, and the page's monkey at length.
slow_tests() {
  cargo_suite "Slow tests" cargo test --quiet --locked --no-fail-fast --release --lib --test slow -- --ignored
  check "The site builds" ./build.sh
  ensure_test_chromium && playwright_suite "Monkey" env MONKEY_PRESSES=10000 \
    node_modules/.bin/playwright test --project=page --workers=1 tests/e2e/monkey.spec.ts
  ensure_test_chromium && playwright_suite "Package in frameworks" env HOSTS=1 \
    node_modules/.bin/playwright test --project=page --workers=1 tests/npm/hosts.spec.ts
}

# run_fuzz [MINUTES]: inputs that the tests do not have, for so long for each reader.
run_fuzz() {
  local minutes=${1:-10} failed=0
  [[ $# -le 1 && $minutes =~ ^[1-9][0-9]*$ ]] || die "'fuzz' takes minutes: 1 or more."
  ensure_rust
  ensure_node_modules
  [[ -d pkg ]] || build_packages
  export FUZZ_MINUTES=$minutes FUZZ_FROM=$(($(date +%s) * 1000000))
  echo "Inputs from FUZZ_FROM=$FUZZ_FROM on"
  cargo test --quiet --locked --no-fail-fast --test fuzz -- --nocapture || failed=1
  node_modules/.bin/playwright test tests/web/fuzz || failed=1
  return $failed
}

# run_tests [quick|slow]: every test that is not slow, or those of them without a browser, or the slow ones alone.
run_tests() {
  # A machine of CI compiles each once.
  [[ -z ${CI:-} ]] || export CARGO_INCREMENTAL=0
  ensure_rust wasm32-unknown-unknown wasm32-wasip1
  mkdir -p target
  if [[ ${1:-} == slow ]]; then
    slow_tests
  else
    ensure_node_modules
    # A browser that cannot be had is told of once, where it is looked for.
    fetch_for_tests "${1:-}" 2>/dev/null &
    rust_tests
    [[ ${1:-} == quick && -d pkg ]] || check "The site builds" ./build.sh
    source_checks
    [[ ${1:-} == quick ]] || browser_tests
  fi
  printf '%s' "$TIMES"
  echo "$PASSED passed, $FAILED failed"
  ((FAILED == 0))
}
