#!/usr/bin/env bash
# Which batch size gives the mean eigenvalues that the paper's table 1 prints for SGD and spread 10, as far as it does: prints, for each
# number of classes and batch size, the steps, the mean eigenvalue, and that over the paper's. Seed 0, ten minutes of one thread.
set -euo pipefail
curvature=${CURVATURE:-curvature}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
declare -A paper=([2]=9.49e-5 [5]=1.68e-4 [10]=1.92e-4 [20]=3.10e-4 [50]=1.67e-4)
echo "classes,batch_size,steps,mean,over_paper"
for classes in ${CLASSES:-2 5 10 20 50}; do
    for size in ${SIZES:-1 2 4 8 16 32 64 128 256 512 1000}; do
        $curvature spectrum --data blobs --classes "$classes" --spread 10 --optimizer sgd --batch-size "$size" --order cyclic \
            --stop-on batch --stop-gradient-norm 1e-3 --max-steps 20000 --method exact --points final --threads 1 --quiet --force \
            --out "$results/run" > /dev/null
        mean=$(sed -n 's/^ *"mean": \([0-9.eE-]*\),$/\1/p' "$results/run/run.json" | head -1)
        steps=$(sed -n 's/^ *"steps": \([0-9]*\),$/\1/p' "$results/run/run.json" | head -1)
        awk -v c="$classes" -v b="$size" -v s="$steps" -v m="$mean" -v p="${paper[$classes]}" \
            'BEGIN { printf "%d,%d,%d,%.4g,%.2f\n", c, b, s, m, m / p }'
    done
done
