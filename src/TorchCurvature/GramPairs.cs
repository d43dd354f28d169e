using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

namespace TorchCurvature;

/// <summary>Eigenvalues of a matrix [P, P] with their vectors, from its Gram matrix.</summary>
public sealed class GramPairs : IDisposable
{
    private readonly EigenPairs _pairs;

    internal GramPairs(EigenPairs pairs, Spectrum spectrum) => (_pairs, Spectrum) = (pairs, spectrum);

    /// <summary>The eigenvalues, descending, all of them above <see cref="Spectra.Spectrum.NoiseFloor"/>.</summary>
    public IReadOnlyList<double> Values => _pairs.Values;

    /// <summary>Their vectors as columns, float64 [P, count], orthonormal to rounding. This object owns them.</summary>
    public Tensor Vectors => _pairs.Vectors;

    /// <summary>
    /// ‖A v_i − λ_i v_i‖₂ for each pair, by products in the network's precision that know nothing of the Gram matrix.
    /// </summary>
    public IReadOnlyList<double> ResidualNorms => _pairs.ResidualNorms;

    /// <summary>All P eigenvalues.</summary>
    public Spectrum Spectrum { get; }

    /// <summary>Releases the vectors.</summary>
    public void Dispose() => _pairs.Dispose();
}
