# The benches: what they need beyond the site.
# shellcheck shell=bash

# The bench's own crates, each a workspace of its own: build_bench_crate FOLDER NAME OUT FLAGS.
build_bench_crate() {
  local folder=$1 name=$2 out=$3 flags=$4
  CARGO_ENCODED_RUSTFLAGS=$flags CARGO_TARGET_DIR="$out" nice \
    cargo build --quiet --locked --release --target wasm32-unknown-unknown --manifest-path "$folder/Cargo.toml"
  pack_wasm "$out/wasm32-unknown-unknown/release/$name.wasm" "$out/pkg" --enable-relaxed-simd
}

build_peers() {
  echo "Building the peers (the first time takes some minutes)"
  build_bench_crate benches/peers/burn peer_burn target/peer-burn "-Ctarget-feature=+simd128,+relaxed-simd"
  ensure_node_modules benches/peers
  node_modules/.bin/vite build benches/peers --config benches/peers/vite.config.ts --logLevel warn
}

run_bench() {
  build_site
  ensure_chromium || exit 1
  if [[ $# -eq 0 || " $* " == *" peers "* || " $* " == *" gpu "* ]]; then build_peers; fi
  exec node benches/run.mjs "$@"
}
