using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

namespace TorchCurvature.Reporting;

/// <summary>What a <see cref="SpectrumArchive"/> holds of one point.</summary>
/// <param name="Point">The point's name, such as <c>final</c>, which becomes that of its group.</param>
/// <param name="Spectrum">All P eigenvalues.</param>
/// <param name="Pairs">
/// All P eigenpairs, or those that a Gram matrix gave, where their vectors are to be kept; referred to, not owned.
/// </param>
/// <param name="Kernel">The neural tangent kernel [N·C, N·C], where it is to be kept; referred to, not owned.</param>
public sealed record ArchivedSpectrum(string Point, Spectrum Spectrum, EigenPairs? Pairs = null, Tensor? Kernel = null);
