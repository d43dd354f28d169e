using System.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>What a run of <c>curvature spectrum</c> was asked for.</summary>
internal sealed record SpectrumOptions : ProblemOptions
{
    public SpectrumOptions(ParseResult parsed)
        : base(parsed)
    {
    }

    public required SpectrumMethod Method { get; init; }
    public required CurvatureMatrix Curvature { get; init; }
    public required int CurvatureBatchSize { get; init; }
    public required LanczosOptions Lanczos { get; init; }
    public required QuadratureOptions Quadrature { get; init; }
    public required MomentOptions Moments { get; init; }
    public required bool Eigenvectors { get; init; }
    public required bool Split { get; init; }
    public required bool Noise { get; init; }
    public required bool Theory { get; init; }
    public required int? Track { get; init; }
    /// <summary>Parameter tensors to look at one by one, all where the list is empty; null for none.</summary>
    public required IReadOnlyList<string>? Layers { get; init; }
    public required AnalysedPoints Points { get; init; }

    /// <summary>Batches whose graphs stay from one product to the next.</summary>
    public int KeptGraphs { get; init; }

    public required bool Resume { get; init; }
}
