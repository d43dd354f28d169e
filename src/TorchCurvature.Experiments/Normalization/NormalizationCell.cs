using System.Globalization;
using System.Text.Json.Serialization;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Studies;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Normalization;

/// <summary>
/// A network of two hidden layers learns Gaussian clusters with mini-batches, with or without batch normalization, in float64; all
/// eigenvalues of its Hessian at the end, for the loss with the statistics of the whole data, through which it is differentiated, and for
/// that with stored statistics, which stay as they are.
/// </summary>
/// <param name="Dimension">d.</param>
/// <param name="Samples">N.</param>
/// <param name="Classes">C.</param>
/// <param name="Spread">The standard deviation of a cluster.</param>
/// <param name="Hidden">Widths of the hidden layers.</param>
/// <param name="IsNormalized">Whether there is batch normalization.</param>
/// <param name="LearningRate">η.</param>
/// <param name="BatchSize">Examples of a batch.</param>
/// <param name="Steps">Steps.</param>
/// <param name="Seed">Seed of data, weights and order.</param>
public sealed record NormalizationCell(
    int Dimension, int Samples, int Classes, double Spread, IReadOnlyList<int> Hidden, bool IsNormalized, double LearningRate,
    int BatchSize, long Steps, long Seed) : Cell<NormalizedSpectra>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key
    {
        get
        {
            string sizes = $"C{Classes}-N{Samples}-d{Dimension}-h{string.Join('x', Hidden)}{(IsNormalized ? "-bn" : "")}";
            return FormattableString.Invariant(
                $"normalization-blobs-{sizes}-spread{Spread}-rate{LearningRate}-batch{BatchSize}-steps{Steps}-seed{Seed}");
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes => Solver.RequiredBytes((long)MultilayerPerceptron.ParameterCount(Dimension, Hidden, Classes));

    /// <inheritdoc/>
    public override NormalizedSpectra Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        var spec = new ProblemSpec
        {
            Data = new BlobsSpec { Classes = Classes, Dimension = Dimension, Samples = Samples, Spread = Spread },
            Model = IsNormalized ? new NormalizedMlpSpec { Hidden = Hidden } : new MlpSpec { Hidden = Hidden },
            Seed = Seed,
        };
        using Problem problem = spec.LoadAsync(cancellation: cancellation).GetAwaiter().GetResult();
        using nn.Module<Tensor, Tensor> model = problem.CreateModel(WorkingPrecision.Float64, CPU);
        using Dataset data = problem.Train.To(ScalarType.Float64);
        var options = new TrainingOptions
        {
            Optimizer = new StochasticGradientDescentSpec { LearningRate = LearningRate, BatchSize = BatchSize },
            MaxSteps = Steps,
            StopGradientNorm = 0,
        };
        new Trainer(model, problem.Loss, data, spec.Descent(options)).Run(cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();

        // In training mode the batch is part of the loss: all examples are one.
        using Batches whole = data.Batches(data.Count);
        var ofBatch = new EmpiricalRisk(model, problem.Loss, whole, mode: ModelMode.Training);
        var stored = new EmpiricalRisk(model, problem.Loss, whole);
        status(string.Create(CultureInfo.InvariantCulture, $"Hessian, P = {stored.Dimension:N0}"));
        // First, because a pass in training mode moves the stored statistics.
        IReadOnlyList<double> withStored = stored.Hessian().Spectrum(cancellation: cancellation).Eigenvalues;
        RiskEvaluation risk = ofBatch.Evaluate();
        return new NormalizedSpectra(
            risk.Loss,
            risk.Accuracy ?? double.NaN,
            IsNormalized ? ofBatch.Hessian().Spectrum(cancellation: cancellation).Eigenvalues : withStored,
            withStored);
    }
}
