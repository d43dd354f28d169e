using System.Text.Json.Serialization;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Models;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.LinearModel;

/// <summary>
/// Softmax regression on Gaussian inputs: the nonzero eigenvalues of its Gauss–Newton matrix, before training and after.
/// </summary>
/// <param name="Seed">The seed of data and weights.</param>
/// <param name="Inputs">d, numbers in one example.</param>
/// <param name="Samples">N.</param>
/// <param name="Steps">Steps of full-batch descent.</param>
internal sealed record LinearModelCell(int Seed, int Inputs, int Samples, long Steps) : Cell<IReadOnlyList<IReadOnlyList<double>>>
{
    // Beside it, how far the centres of the clusters are apart is nothing: inputs are Gaussian, and labels are drawn.
    private const double WideSpread = 1e6;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key => $"linear-model-N{Samples}-d{Inputs}-steps{Steps}-seed{Seed}";

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes => Solver.RequiredBytes(MultilayerPerceptron.ParameterCount(Inputs, [], 2));

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<double>> Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        var problem = new ProblemSpec
        {
            Data = new BlobsSpec { Classes = 2, Dimension = Inputs, Samples = Samples, Spread = WideSpread },
            Model = new MlpSpec { Hidden = [] },
            Seed = Seed,
        };
        var training = new TrainingOptions { MaxSteps = Steps, StopGradientNorm = 0 };
        return new Solver(status, cancellation).TrainAndLookAt(problem, training, [0, Steps], (_, point) => NonzeroOf(point));
    }

    private static IReadOnlyList<double> NonzeroOf(Point point)
    {
        Spectrum spectrum = point.Matrix(CurvatureMatrices.GaussNewton).Spectrum;
        return [.. spectrum.Eigenvalues.Where(e => e > spectrum.NoiseFloor)];
    }

    /// <summary>Eigenvalues that the cell kept, as a spectrum.</summary>
    public static Spectrum SpectrumOf(IReadOnlyList<double> eigenvalues) => new(eigenvalues, ScalarType.Float64);
}
