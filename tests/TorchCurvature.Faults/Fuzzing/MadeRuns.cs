using TorchCurvature.Cli;

namespace TorchCurvature.Faults.Fuzzing;

/// <summary>Finished runs of the command in a folder, whose files are damaged.</summary>
internal sealed class MadeRuns
{
    private const string Manifest = "run.json";

    private static readonly string[] s_small =
    [
        "--samples", "40", "--dimension", "4", "--classes", "3", "--hidden", "3", "--max-steps", "6", "--threads", "1", "--quiet",
    ];

    private readonly string _folder;

    /// <summary>Makes them.</summary>
    public MadeRuns(string folder)
    {
        _folder = folder;
        Run("train", "--record-every", "2", "--track-eigenvalues", "3");
        Run("spectrum", "--method", "exact");
        Run("spectrum", "--method", "density", "--top", "2", "--bottom", "2", "--density-error", "0.4", "--relative-error", "0.4");
        Manifests = [.. Folders.Select(whole => new FuzzExample("", Part(whole)))];
        Configs = [new FuzzExample(Manifest, Part(Folders[0]))];
    }

    /// <summary>Whole folders, which the page of a run is made of; pictures aside, which it does not read.</summary>
    public List<FuzzExample> Folders { get; } = [];

    /// <summary>Folders with nothing but a manifest.</summary>
    public IReadOnlyList<FuzzExample> Manifests { get; }

    /// <summary>The manifest of a training as a file of options.</summary>
    public IReadOnlyList<FuzzExample> Configs { get; }

    private static Dictionary<string, byte[]> Part(FuzzExample whole) => new() { [Manifest] = whole.Files[Manifest] };

    private void Run(string verb, params string[] options)
    {
        string folder = Path.Combine(_folder, $"{Folders.Count}");
        int code = CurvatureCommand.RunAsync([verb, .. s_small, .. options, "--out", folder]).GetAwaiter().GetResult();
        if (code != 0)
        {
            throw new InvalidOperationException($"'{verb}' for good files failed with exit code {code}.");
        }

        FuzzExample whole = FuzzExample.OfFolder(folder);
        Folders.Add(whole with
        {
            Files = whole.Files.Where(file => Path.GetExtension(file.Key) is ".json" or ".csv").ToDictionary(),
        });
    }
}
