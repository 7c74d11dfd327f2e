#!/usr/bin/env bash
# Trains the models that the page shows before anybody has trained one, each a minute or two, and writes their cards.
#   www/models/make.sh [NAME…]     these, or all; MNIST's files are in $MNIST, by default ../shared/data/mnist
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

MNIST=${MNIST:-../shared/data/mnist}
CHOSEN=" $* "
# The page shows this one before there is an engine.
FIRST=handwriting-2d

# make NAME DATA FLAG…: NAME.safetensors, in numbers of 16 bits because it is fetched, and NAME.json.
make() {
  local name=$1 data=$2
  shift 2
  [[ $CHOSEN =~ [a-z] && $CHOSEN != *" $name "* ]] && return
  echo "$name"
  cargo run --quiet --release -- train --data "$data" --half --out "www/models/$name.safetensors" "$@" >/dev/null
  [[ $name == "$FIRST" ]] && node www/models/front.mjs "$name"
  node www/models/card.mjs "$name" "$data" "$@"
  node_modules/.bin/prettier --write --log-level warn "www/models/$name.json"
}

SMALL=(--latent 2 --hidden 64 --epochs 20 --lr 4e-3 --beta2 0.99 --schedule one-cycle)
# With two numbers an image, depth is worth more than width.
DEEP=(--latent 2 --hidden 160,112,96,48 --activation gelu --epochs 60 --batch 256 --lr 4e-3 --beta2 0.99 --schedule one-cycle)
WIDE=(--latent 20 --hidden 176,112 --activation gelu --epochs 60 --batch 256 --lr 3e-3 --beta2 0.99 --schedule one-cycle)

make handwriting-2d handwriting "${SMALL[@]}" --seed 0
make mnist-2d "$MNIST" "${DEEP[@]}" --seed 0
make mnist-2d-ae "$MNIST" "${DEEP[@]}" --autoencoder ae --seed 0
make mnist-2d-beta4 "$MNIST" "${DEEP[@]}" --beta 4 --seed 0
make mnist-20d "$MNIST" "${WIDE[@]}" --seed 0
