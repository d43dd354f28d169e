using System.Text.Json.Serialization;
using TorchCurvature.Curvature.Gram;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>What is known of a spectrum that was found through a Gram matrix, beside its eigenvalues.</summary>
public sealed record GramFacts
{
    internal GramFacts(GramMatrix gram, Spectrum spectrum)
    {
        (Vectors, Method, Trace) = (gram.Size, gram.Method, gram.Trace);
        (ExactZeros, RankThreshold) = (spectrum.ImpliedZeros, spectrum.NoiseFloor);
        Rank = spectrum.Computed.Count(e => e - spectrum.Smallest > spectrum.NoiseFloor);
    }

    /// <summary>The number of vectors that the matrix is a sum of: so many eigenvalues at most are not zero.</summary>
    public long Vectors { get; }

    /// <summary>How many eigenvalues more there are, all exactly 0, or λ where there is weight decay.</summary>
    public long ExactZeros { get; }

    /// <summary>How the Gram matrix was computed.</summary>
    public GramMethod Method { get; }

    /// <summary>Its trace, which is that of the matrix without weight decay.</summary>
    public double Trace { get; }

    /// <summary>How many eigenvalues, weight decay taken out, stand above <see cref="RankThreshold"/>.</summary>
    public long Rank { get; }

    /// <summary>The error bound of every eigenvalue.</summary>
    public double RankThreshold { get; }

    /// <summary>
    /// How many eigenvectors are kept, those of the largest eigenvalues: <see cref="Rank"/>, or what memory holds; null where none were
    /// asked for.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Eigenvectors { get; internal init; }
}
