namespace TorchCurvature.Spectra;

/// <summary>A place of a scree at which the eigenvalues below have an edge, and those above are beyond it.</summary>
/// <param name="Count">How many are above.</param>
/// <param name="Quotient">The logarithm of the last one above over the first below.</param>
/// <param name="Distance">How far the last one above is from the edge, in units of its fluctuations.</param>
internal sealed record ScreeEdge(int Count, double Quotient, double Distance);
