#!/usr/bin/env bash
# Packs the libraries and the tool into artifacts/packages.
#   build/pack.sh              the tool for every system (fetches libtorch for each)
#   build/pack.sh linux-x64    for one system
set -euo pipefail
cd "$(dirname "$0")/.."

systems=()
if [[ $# -gt 0 ]]; then
    systems=("-p:ToolPackageRuntimeIdentifiers=$1")
fi

# In folders of its own: a build for one system and one for none must not share their lists of packages.
rm -rf artifacts/packages
for project in src/*/; do
    dotnet pack "$project" -c Release -m:1 -v quiet --artifacts-path artifacts/pack --output artifacts/packages \
        -warnaserror -p:RunAnalyzers=false "${systems[@]}"
done
