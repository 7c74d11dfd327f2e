# What build.sh needs on the machine: found, or fetched into the project folder.
# shellcheck shell=bash

die() {
  echo "$*" >&2
  exit 1
}

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
  npm ci --prefix "$folder" --no-audit --no-fund --loglevel error
  cp "$folder/package-lock.json" "$folder/node_modules/.installed-lock"
}

# The command-line tool must have exactly the version of the crate: Cargo.lock decides.
ensure_wasm_bindgen() {
  local version
  version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/version = |"/, ""); print; exit }' Cargo.lock)
  WASM_BINDGEN="target/tools/bin/wasm-bindgen"
  [[ $("$WASM_BINDGEN" --version 2>/dev/null) == "wasm-bindgen $version" ]] && return
  echo "Installing wasm-bindgen $version (once, a minute or two)"
  cargo install --quiet --locked --root target/tools --version "=$version" wasm-bindgen-cli
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
