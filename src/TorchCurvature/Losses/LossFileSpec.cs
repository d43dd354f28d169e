using TorchCurvature.Settings;

namespace TorchCurvature.Losses;

/// <summary>
/// A loss that PyTorch saved as TorchScript: a function or module of (outputs, targets) that gives a loss for each row, of outputs [n, C]
/// with labels [n], or with values that are a row for each example.
/// </summary>
/// <remarks>Every row counts as 1 in the mean: whatever weights the file knows are part of its losses alone.</remarks>
public sealed record LossFileSpec : LossSpec
{
    /// <inheritdoc/>
    public override string Word => "file";

    /// <inheritdoc/>
    public override string Description => "TorchScript of (outputs, targets) → a loss per row";

    /// <summary>The file.</summary>
    [Setting("path", "file: where it lies.", Placeholder = "file")]
    public string? Path { get; init => field = value is null ? null : System.IO.Path.GetFullPath(value); }

    /// <inheritdoc/>
    public override IReadOnlyList<string> NamedFiles => Path is null ? [] : [Path];

    /// <summary>The loss of the file, loaded on the CPU.</summary>
    /// <returns>A loss that the caller owns and disposes.</returns>
    /// <exception cref="ArgumentException">There is no such file, or it is no TorchScript.</exception>
    /// <remarks>An operator that libtorch does not know ends the process.</remarks>
    public override Loss Create() => new ScriptedLoss(Path ?? throw new ArgumentException("The loss 'file' needs the path of a file."));
}
