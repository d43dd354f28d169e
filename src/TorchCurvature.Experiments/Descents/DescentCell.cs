using System.Text.Json.Serialization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Landscape;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchCurvature.Studies;
using TorchCurvature.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Descents;

/// <summary>
/// A network of two hidden layers learns to tell Gaussian clusters apart, for a number of steps, and is looked at on its way: its gradient,
/// the noise of batches, and how that lies to the Hessian.
/// </summary>
/// <param name="IsFullBatch">Whether every step sees all data.</param>
/// <param name="BatchSize">Examples in a small batch.</param>
/// <param name="Seed">The seed of data, weights and order.</param>
/// <param name="Classes">C.</param>
/// <param name="Dimension">Numbers in one example.</param>
/// <param name="Samples">N.</param>
/// <param name="Hidden">Units in each hidden layer.</param>
/// <param name="Spread">Standard deviation of a cluster.</param>
/// <param name="Steps">Steps of the training.</param>
internal sealed record DescentCell(
    bool IsFullBatch, int BatchSize, int Seed, int Classes, int Dimension, int Samples, int Hidden, double Spread, long Steps)
    : Cell<Descent>
{
    // How often all data are cut into batches, to see how long their gradients are.
    private const int Cuts = 10;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key
    {
        get
        {
            string sizes = FormattableString.Invariant($"C{Classes}-N{Samples}-d{Dimension}-h{Hidden}-s{Spread}-steps{Steps}");
            return $"descent-{(IsFullBatch ? "full" : "batch")}{BatchSize}-{sizes}-seed{Seed}";
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes => 3 * Solver.RequiredBytes(Parameters);

    private int Parameters => (int)MultilayerPerceptron.ParameterCount(Dimension, [Hidden, Hidden], Classes);

    private ProblemSpec Problem => new()
    {
        Data = new BlobsSpec { Classes = Classes, Dimension = Dimension, Samples = Samples, Spread = Spread },
        Model = new MlpSpec { Hidden = [Hidden, Hidden] },
        Seed = Seed,
    };

    private TrainingOptions Training => new()
    {
        Optimizer = IsFullBatch ? new GradientDescentSpec() : new StochasticGradientDescentSpec().WithExamplesPerStep(BatchSize),
        MaxSteps = Steps,
        StopGradientNorm = 0,
    };

    /// <inheritdoc/>
    public override Descent Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        double keskar = 0;
        long[] steps = [.. LookSteps.FromOneOn(Steps)];
        IReadOnlyList<GradientLook> looks = new Solver(status, cancellation).TrainAndLookAt(Problem, Training, steps, (step, point) =>
        {
            keskar = step == Steps ? KeskarSharpness.Measure(point.Risk, new KeskarOptions(), cancellation: cancellation).Value : 0;
            return LookAt(step, point, cancellation);
        });
        return new Descent(IsFullBatch, Seed, Samples, BatchSize, Parameters, Classes, keskar, looks);
    }

    private GradientLook LookAt(long step, Point point, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        DenseOperator hessian = point.Matrix(CurvatureMatrices.Hessian, cancellation: cancellation).Dense;
        using EigenPairs pairs = DenseEigensolver.Pairs(hessian);
        using DenseOperator noise = GradientNoiseCovariance.Matrix(point.Risk, cancellation);
        using IDisposable noGradient = no_grad();
        Tensor top = pairs.Vectors.narrow(1, 0, Classes);
        double trace = noise.Matrix.diagonal().sum().item<double>();
        double inTop = (top * noise.Matrix.mm(top)).sum().item<double>();
        double gradient = point.Train.GradientNorm!.Value;
        return new GradientLook(
            step, point.Train.Loss, gradient * gradient, trace, MeanSquareOfBatches(point), inTop / trace, pairs.Eigenvalues.Values[0]);
    }

    private double MeanSquareOfBatches(Point point)
    {
        Batch all = point.Risk.Batches[0];
        var random = new Random(Seed);
        long[] order = [.. Enumerable.Range(0, Samples).Select(i => (long)i)];
        List<double> squares = [];
        for (int cut = 0; cut < Cuts; cut++)
        {
            random.Shuffle(order);
            IEnumerable<long[]> whole = order.Chunk(BatchSize).Where(places => places.Length == BatchSize);
            squares.AddRange(whole.Select(places => Square(point, all, places)));
        }

        return squares.Average();
    }

    private static double Square(Point point, Batch all, long[] places)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor chosen = tensor(places);
        using var batch = new Batch(all.Inputs.index_select(0, chosen), all.Targets.index_select(0, chosen));
        double norm = new EmpiricalRisk(point.Model, point.Risk.Loss, [batch]).Gradient().FrobeniusNorm();
        return norm * norm;
    }
}
