using TorchCurvature.Data.Files;
using TorchCurvature.Resources;
using TorchCurvature.Settings;

namespace TorchCurvature.Data;

/// <summary>
/// The user's own data in files: a <c>.npz</c> with arrays x (or x0, x1, …) and y; files <c>x.npy,y.npy</c> or a folder of them; a table
/// as <c>.csv</c> or <c>.tsv</c>; or a folder with a subfolder of images for each class (<see cref="ImageDecoders"/>).
/// </summary>
/// <remarks>
/// Inputs that would take a quarter of the memory that there is, in all copies that a study makes, stay in their file and are read batch by
/// batch, where the file allows it. Targets are always in memory.
/// </remarks>
public sealed record DataFileSpec : DataSpec
{
    /// <inheritdoc/>
    public override string Word => "file";

    /// <summary>
    /// The file, the folder, or files of one array each with commas between them, of which the last has the targets; full paths, whatever
    /// they were given as.
    /// </summary>
    [Setting(
        "path", "Own data: a .npz with x (or x0, x1, …) and y; x.npy,y.npy; a .csv or a .tsv; a folder of arrays or of images by class.",
        Placeholder = "path")]
    public string Path { get; init => field = DataPath.Full(value); } = "";

    /// <summary>A test set in one of the same forms; null for none.</summary>
    [Setting("test-data", "Own data: a test set, in one of the same forms.", Placeholder = "path")]
    public string? TestData { get; init => field = value is null ? null : DataPath.Full(value); }

    /// <summary>The share of the examples that is set aside for testing, drawn by the seed; 0 for none.</summary>
    [Setting("test-fraction", "Own data: share set aside for testing, drawn by --seed.", Least = 0)]
    public double TestFraction { get; init; }

    /// <summary>The name of a table's column of targets; null for the last.</summary>
    [Setting("label-column", "Tables: column of the targets; else the last.", Placeholder = "name")]
    public string? LabelColumn { get; init; }

    /// <summary>What the targets are.</summary>
    [Setting(
        "targets",
        "Own data: auto takes integers, one-hot rows and words for labels, real numbers for values.")]
    public TargetKind Targets { get; init; } = TargetKind.Auto;

    /// <summary>What integers in the inputs are.</summary>
    [Setting(
        "inputs",
        "Own data: auto takes integers of 32 and 64 bits for tokens, smaller ones, as pixels, for numbers.")]
    public InputKind Inputs { get; init; } = InputKind.Auto;

    /// <summary>Not known before the file is read.</summary>
    public override IReadOnlyList<long>? ExampleShape => null;

    /// <summary>Not known before the file is read.</summary>
    public override int? OutputCount => null;

    /// <inheritdoc/>
    public override bool IsDrawn => Samples is not null || TestFraction > 0;

    /// <inheritdoc/>
    /// <exception cref="InsufficientMemoryException">The data are larger than memory, and their form cannot be read batch by
    /// batch.</exception>
    public override Task<TrainTestSplit> LoadAsync(
        long seed, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (Path.Length == 0)
        {
            throw new SettingException("Own data need a path: --data set.npz.");
        }

        if (TestFraction >= 1 || (TestFraction > 0 && TestData is not null))
        {
            throw new SettingException(
                $"--test-fraction {Setting.Text(TestFraction)}: it is a share of the training data, below 1, and has no place beside "
                    + "--test-data.");
        }

        return Task.FromResult(new FileDataset(this, MachineMemory.AvailableBytes).Read(seed));
    }
}
