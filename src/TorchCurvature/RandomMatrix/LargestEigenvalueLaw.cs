namespace TorchCurvature.RandomMatrix;

/// <summary>
/// The approximate law of the largest eigenvalue of a sample covariance without spikes: (λ₁ − centre)/scale is Tracy–Widom distributed. For
/// Σ = σ²I the centre is σ²(√(N − ½) + √(P − ½))²/N and the scale σ²(√(N − ½) + √(P − ½))(1/√(N − ½) + 1/√(P − ½))^{1/3}/N.
/// </summary>
/// <remarks>
/// For other populations the edge and its scale are those of the general law for the aspect ratio (P − ½)/(N − ½), times (N − ½)/N, which
/// is the same for one atom. Sources: Johnstone, "On the distribution of the largest eigenvalue in principal components analysis" (2001),
/// with the halves of Ma, "Accuracy of the Tracy–Widom limits for the extreme eigenvalues in white Wishart matrices" (2012), whose error
/// falls as min(N, P)^{−2/3}; Lee and Schnelli, "Tracy–Widom distribution for the largest eigenvalue of real sample covariance matrices
/// with general population" (2016).
/// </remarks>
public sealed class LargestEigenvalueLaw
{
    /// <summary>The law of a population and a size.</summary>
    /// <param name="population">The spectrum of Σ.</param>
    /// <param name="dimension">P; need not be whole where it was fitted.</param>
    /// <param name="samples">N, likewise.</param>
    /// <exception cref="ArgumentOutOfRangeException">P or N is below 1 or not finite.</exception>
    public LargestEigenvalueLaw(PopulationSpectrum population, double dimension, double samples)
    {
        ArgumentNullException.ThrowIfNull(population);
        if (!(dimension >= 1 && double.IsFinite(dimension)))
        {
            throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "The dimension P must be finite and at least 1.");
        }

        if (!(samples >= 1 && double.IsFinite(samples)))
        {
            throw new ArgumentOutOfRangeException(nameof(samples), samples, "The number of samples N must be finite and at least 1.");
        }

        GeneralizedMarchenkoPastur law = new((dimension - 0.5) / (samples - 0.5), population);
        Centre = (samples - 0.5) / samples * law.UpperEdge;
        Scale = Math.Cbrt(samples - 0.5) / samples * law.UpperEdgeScale;
    }

    /// <summary>The eigenvalue at the origin of the Tracy–Widom law; the typical largest one is somewhat below it.</summary>
    public double Centre { get; }

    /// <summary>The eigenvalues' difference that is one unit of the Tracy–Widom law.</summary>
    public double Scale { get; }

    /// <summary>The mean of λ₁.</summary>
    public double Mean => Centre + (Scale * TracyWidom.Mean);

    /// <summary>The standard deviation of λ₁.</summary>
    public double StandardDeviation => Scale * TracyWidom.StandardDeviation;

    /// <summary>The probability that λ₁ is at most x.</summary>
    /// <param name="x">Where.</param>
    public double Distribution(double x) => TracyWidom.Distribution((x - Centre) / Scale);

    /// <summary>The x that λ₁ does not exceed with probability p.</summary>
    /// <param name="p">A probability.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not in [1e-6, 1 − 1e-6].</exception>
    public double Quantile(double p) => Centre + (Scale * TracyWidom.Quantile(p));
}
