namespace TorchCurvature.Curvature.Gram;

/// <summary>Some examples of a batch and where the vectors of their terms stand.</summary>
/// <param name="Batch">Which batch.</param>
/// <param name="First">The first example.</param>
/// <param name="Count">How many.</param>
/// <param name="FirstRow">The first of their rows.</param>
/// <param name="Rows">How many rows.</param>
internal sealed record RowPiece(int Batch, long First, long Count, long FirstRow, long Rows);
