#!/usr/bin/env bash
# Our training step on this machine's GPU beside PyTorch's on the same card, in under eight minutes.
# Usage: benches/gpu.sh [BENCH], where BENCH is the benchmark's binary if it was built elsewhere.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p target

if [[ $# -gt 0 ]]; then
  "$1" | tee target/gpu.jsonl
else
  cargo bench --quiet --locked --bench gpu | tee target/gpu.jsonl
fi
if python3 -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' 2>/dev/null; then
  python3 benches/gpu_torch.py target/gpu.jsonl
else
  echo "No PyTorch with CUDA here: nothing to compare with."
fi
