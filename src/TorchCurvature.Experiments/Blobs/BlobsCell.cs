using System.Text.Json.Serialization;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Models;
using TorchCurvature.Studies;
using TorchCurvature.Training;

namespace TorchCurvature.Experiments.Blobs;

/// <summary>
/// A network of two hidden layers learns to tell Gaussian clusters apart, and the eigenvalues of its exact Hessian are computed at the end,
/// on request also before. Trained in float32, analysed in float64, with the seeds of <c>curvature spectrum --data blobs</c>.
/// </summary>
/// <param name="Optimizer">Full-batch descent, or batches of 32.</param>
/// <param name="Activation">The nonlinearity.</param>
/// <param name="Spread">s of centre + s·N(0, I), which kept cells call covariance.</param>
/// <param name="Classes">C.</param>
/// <param name="Seed">The seed of data, weights and order.</param>
/// <param name="WithInitial">Whether the spectrum before training is asked for.</param>
/// <param name="Dimension">Numbers in one example.</param>
/// <param name="Samples">N.</param>
/// <param name="Hidden">Units in each hidden layer.</param>
/// <param name="MaxSteps">Training stops after so many steps.</param>
/// <param name="StopGradientNorm">Training stops below this norm of the gradient.</param>
public sealed record BlobsCell(
    Optimizer Optimizer, Activation Activation, [property: JsonPropertyName("covariance")] double Spread, int Classes, long Seed,
    bool WithInitial, int Dimension, int Samples, int Hidden, long MaxSteps, double StopGradientNorm) : Cell<Solution>
{
    private const double UsualStop = 1e-4;
    private const int UsualBatch = 32;

    /// <summary>The gradient whose norm ends the training with batches.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public StoppingGradient StopOn { get; init; }

    /// <summary>The order of the examples in batches.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ExampleOrder Order { get; init; }

    /// <summary>Examples of a batch, where the optimizer takes batches; null is the usual 32.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? BatchSize { get; init; }

    /// <summary>The data and the network.</summary>
    [JsonIgnore]
    internal ProblemSpec Problem => new()
    {
        Data = new BlobsSpec { Classes = Classes, Dimension = Dimension, Samples = Samples, Spread = Spread },
        Model = new MlpSpec { Hidden = [Hidden, Hidden], Activation = Activation },
        Seed = Seed,
    };

    /// <summary>How it is trained.</summary>
    [JsonIgnore]
    internal TrainingOptions Training => new()
    {
        Optimizer = Optimizer == Optimizer.GradientDescent
            ? new GradientDescentSpec()
            : new StochasticGradientDescentSpec { Order = Order, BatchSize = BatchSize ?? UsualBatch },
        MaxSteps = MaxSteps,
        StopGradientNorm = StopGradientNorm,
        StopOn = StopOn,
    };

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key
    {
        get
        {
            string algorithm = Optimizer == Optimizer.GradientDescent ? "gd" : "sgd", activation = Activation.ToString().ToLowerInvariant();
            string sizes = $"C{Classes}-N{Samples}-d{Dimension}-h{Hidden}-steps{MaxSteps}-seed{Seed}";
            string initial = WithInitial ? "-initial" : "";
            return FormattableString.Invariant($"blobs-{algorithm}-{activation}-cov{Spread}-{sizes}{initial}{Stop}");
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes =>
        Solver.RequiredBytes(MultilayerPerceptron.ParameterCount(Dimension, [Hidden, Hidden], Classes));

    // Nothing where it is the usual one, so that the names of kept cells stay.
    private string Stop
    {
        get
        {
            string norm = StopGradientNorm == UsualStop ? "" : FormattableString.Invariant($"-stop{StopGradientNorm}");
            string size = BatchSize is { } examples ? FormattableString.Invariant($"-of{examples}") : "";
            return $"{norm}{(StopOn == StoppingGradient.Batch ? "-batch" : "")}{(Order == ExampleOrder.Cyclic ? "-cyclic" : "")}{size}";
        }
    }

    /// <summary>A cell of a scale.</summary>
    public static BlobsCell Of(
        BlobsScale scale, Optimizer optimizer, Activation activation, double spread, int classes, long seed, bool withInitial = false)
    {
        ArgumentNullException.ThrowIfNull(scale);
        return new BlobsCell(
            optimizer, activation, spread, classes, seed, withInitial,
            scale.Dimension, scale.Samples, scale.Hidden, scale.MaxSteps, scale.StopGradientNorm);
    }

    /// <inheritdoc/>
    public override Solution Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        return new Solver(status, cancellation).Solve(Problem, Training, WithInitial);
    }
}
