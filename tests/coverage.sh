#!/usr/bin/env bash
# Lines and branches of the library that tests run, by coverlet; the table is printed and kept in artifacts/coverage. Arguments are
# passed on to the tests, as --filter-namespace TorchCurvature.Tests.Spectra.
set -euo pipefail
cd "$(dirname "$0")/.."
export TORCHCURVATURE_SEED="${TORCHCURVATURE_SEED:-1}"
results=artifacts/coverage
rm -rf "$results"
dotnet test --project tests/TorchCurvature.Tests -c Release --results-directory "$results" --coverlet --coverlet-single-hit \
    --coverlet-output-format cobertura --coverlet-include "[TorchCurvature*]*" --coverlet-include "[curvature]*" \
    --coverlet-exclude "[TorchCurvature.Tests]*" --coverlet-exclude "[TorchCurvature.Faults]*" \
    --coverlet-exclude "[TorchCurvature.Ranks]*" --coverlet-exclude-by-attribute GeneratedCodeAttribute "$@"
file=$(find "$results" -name '*.cobertura*.xml' | head -1)
grep -o '<package name="[^"]*" line-rate="[^"]*" branch-rate="[^"]*"' "$file" \
    | sed -E 's/<package name="([^"]*)" line-rate="([^"]*)" branch-rate="([^"]*)"/\1: lines \2, branches \3/'
