using TorchCurvature.Spectra;
using static TorchSharp.torch;

namespace TorchCurvature;

/// <summary>Eigenvalues of a matrix [P, P] with their vectors, from its Gram matrix.</summary>
public sealed class GramPairs : IDisposable
{
    internal GramPairs(IReadOnlyList<double> values, Tensor vectors, Spectrum spectrum) =>
        (Values, Vectors, Spectrum) = (values, vectors, spectrum);

    /// <summary>The eigenvalues, descending, all of them above <see cref="Spectra.Spectrum.NoiseFloor"/>.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>
    /// Their vectors as columns, float64 [P, count], of unit length but for √(error bound/λ) at the lower end. This object owns them.
    /// </summary>
    public Tensor Vectors { get; }

    /// <summary>All P eigenvalues.</summary>
    public Spectrum Spectrum { get; }

    /// <summary>Releases the vectors.</summary>
    public void Dispose() => Vectors.Dispose();
}
