namespace TorchCurvature.Experiments.AppendixB;

/// <summary>A large eigenvalue of the Gauss–Newton matrix beside that of the class means' part.</summary>
/// <param name="Seed">The network.</param>
/// <param name="Index">Its place from the largest, from 1.</param>
/// <param name="Measured">The eigenvalue of G.</param>
/// <param name="ClassMeans">The eigenvalue of the part that the class means make.</param>
internal sealed record NetworkOutlier(int Seed, int Index, double Measured, double ClassMeans)
{
    /// <summary>How far the class means are off, as a share of the eigenvalue of G.</summary>
    public double Miss => Math.Abs(ClassMeans - Measured) / Measured;
}
