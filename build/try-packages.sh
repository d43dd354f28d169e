#!/usr/bin/env bash
# Tries the packages of build/pack.sh as a new user would, in an empty folder: a program with README's sample, one that reads PyTorch's
# files, and the tool on a network of one's own.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' "$root/Directory.Build.props")
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"

# Packages of the same version that were unpacked before would be taken for these, so they are unpacked beside them; all others come from
# the usual cache.
cat > nuget.config << CONFIG
<configuration>
  <config><add key="globalPackagesFolder" value="$home/cache" /></config>
  <fallbackPackageFolders><add key="usual" value="${NUGET_PACKAGES:-$HOME/.nuget/packages}" /></fallbackPackageFolders>
  <packageSources>
    <clear />
    <add key="here" value="$root/artifacts/packages" />
    <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
  </packageSources>
</configuration>
CONFIG

# What stands in a page's first block of C#.
block() { sed -n '/^```csharp$/,/^```$/p' "$1" | sed '/^```/d'; }

# make NAME PACKAGE PAGE: a new program with a package and the sample of a page.
make() {
    dotnet new console --name "$1" --no-restore > /dev/null
    sed -i 's|</PropertyGroup>|<UseCurrentRuntimeIdentifier>true</UseCurrentRuntimeIdentifier><SelfContained>false</SelfContained></PropertyGroup>|' "$1/$1.csproj"
    sed -i "s|</Project>|<ItemGroup><PackageReference Include=\"$2\" Version=\"$version\" /><PackageReference Include=\"libtorch-cpu-linux-x64\" Version=\"2.10.0\" /></ItemGroup></Project>|" "$1/$1.csproj"
    block "$3" > "$1/Program.cs"
    dotnet build "$1" -c Release -v quiet -warnaserror > "$1.log" || { cat "$1.log"; exit 1; }
}

echo "-- README's sample, with the package TorchCurvature"
make first TorchCurvature "$root/README.md"
first/bin/Release/net*/*/first

echo "-- A network of PyTorch's, with the package TorchCurvature.PyTorch"
make scripted TorchCurvature.PyTorch "$root/src/TorchCurvature.PyTorch/README.md"
scripted/bin/Release/net*/*/scripted "$root/docs/own-model"
refuse() {
    mkdir -p broken && cp "$root/tests/TorchCurvature.Tests/PyTorch/Assets/unknown-operator.pt" broken/net.pt && cp "$root/docs/own-model/set.npz" broken
    if "$@" > refused.log 2>&1; then echo "A network with an unknown operator was taken." >&2; exit 1; fi
    grep -q "it calls the operator" refused.log || { cat refused.log; exit 1; }
}
refuse scripted/bin/Release/net*/*/scripted broken

echo "-- The tool"
dotnet tool install TorchCurvature.Cli --version "$version" --tool-path tool --configfile nuget.config
tool/curvature --version
tool/curvature spectrum --model "$root/docs/own-model/net.pt" --data "$root/docs/own-model/set.npz" --loss cross-entropy --out mine > mine.log
for file in run.json eigenvalues.csv spectrum.h5 plots/spectrum.png; do
    test -s "mine/$file"
done
refuse tool/curvature spectrum --model broken/net.pt --data broken/set.npz --loss cross-entropy --out no
du -sh tool | cut -f1
