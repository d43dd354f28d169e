namespace TorchCurvature.Curvature.Gram;

/// <summary>How much of the lower triangle of a Gram matrix is done, by pairs of terms.</summary>
/// <param name="terms">N.</param>
/// <param name="before">The share of the work that comes before all products.</param>
/// <param name="progress">Receives the share that is done.</param>
internal sealed class TileProgress(long terms, double before, IProgress<double>? progress)
{
    private double _done;

    /// <summary>Counts a tile.</summary>
    public void Add(long rows, long columns, bool isOnDiagonal) =>
        _done += isOnDiagonal ? rows * (rows + 1.0) / 2 : (double)rows * columns;

    /// <summary>Says how much is done.</summary>
    public void Report() => progress?.Report(before + ((1 - before) * _done / (terms * (terms + 1.0) / 2)));
}
