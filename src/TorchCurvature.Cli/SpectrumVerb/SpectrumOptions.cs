using TorchCurvature.Curvature;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Spectra;
using TorchCurvature.Training;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>What a run of <c>curvature spectrum</c> was asked for.</summary>
internal sealed record SpectrumOptions
{
    public required string Data { get; init; }
    public required int Classes { get; init; }
    public required int Dimension { get; init; }
    public required int? Samples { get; init; }
    public required double Covariance { get; init; }
    public required (int Height, int Width)? Resize { get; init; }
    public required string? DataDirectory { get; init; }
    public required string Model { get; init; }
    public required int[] Hidden { get; init; }
    public required int[] Channels { get; init; }
    public required Activation Activation { get; init; }
    public required string Loss { get; init; }
    public required TrainingOptions Training { get; init; }
    public required long Seed { get; init; }
    public required string DType { get; init; }
    public required string TrainingDType { get; init; }
    public required int Threads { get; init; }
    public required string Device { get; init; }
    public required SpectrumMethod Method { get; init; }
    public required CurvaturePart Curvature { get; init; }
    public required int CurvatureBatchSize { get; init; }
    public required LanczosOptions Lanczos { get; init; }
    public required QuadratureOptions Quadrature { get; init; }
    public required MomentOptions Moments { get; init; }
    public required bool Eigenvectors { get; init; }
    public required bool Split { get; init; }
    public required int? Track { get; init; }
    public required string Out { get; init; }
    public required bool Resume { get; init; }
    public required bool Force { get; init; }

    /// <summary>Every option as it was understood, by its name on the command line: what the manifest keeps and <c>--config</c> reads.</summary>
    public required IReadOnlyDictionary<string, object?> AsGiven { get; init; }
}
