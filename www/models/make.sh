#!/usr/bin/env bash
# Trains the models that the page shows before anybody has trained one. A card tells what each is: its options, its
# seed, its held-out losses in nats per image.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# make NAME DATA FLAG…: NAME.safetensors and NAME.json.
make() {
  local name=$1 data=$2 file=www/models/$1.safetensors
  shift 2
  echo "$name"
  cargo run --quiet --release -- train --data "$data" --half --out "$file" "$@" >/dev/null
  printf '{\n  "command": "train --data %s %s",\n  "heldOut": %s\n}\n' "$data" "$*" \
    "$(cargo run --quiet --release -- eval --weights "$file" --data "$data" | sed -E 's/"epoch":null,"train_loss":null,|,"seconds":[^}]*//g')" \
    >"www/models/$name.json"
}

# Small, because it comes with the page.
make handwriting-2d handwriting --latent 2 --hidden 64 --epochs 20 --lr 4e-3 --beta2 0.99 --schedule one-cycle --seed 0
