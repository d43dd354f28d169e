using System.Text.Json.Serialization;
using MathNet.Numerics;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Landscape;
using TorchCurvature.Models;
using TorchCurvature.Studies;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Starts;

/// <summary>
/// A network of two hidden layers learns to tell Gaussian clusters apart from two random points, from one of them farther out, and from
/// larger inputs.
/// </summary>
/// <param name="Seed">The seed of data and weights.</param>
/// <param name="Classes">C.</param>
/// <param name="Dimension">Numbers in one example.</param>
/// <param name="Samples">N.</param>
/// <param name="Hidden">Units in each hidden layer.</param>
/// <param name="Steps">Steps of full-batch descent.</param>
internal sealed record StartsCell(int Seed, int Classes, int Dimension, int Samples, int Hidden, long Steps) : Cell<PairOfStarts>
{
    private const int Places = 21;

    // Far from all seeds of data.
    private const long OtherSeed = 1_000_000;
    private const double InputScale = 3;
    private const double WeightScale = 2;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key => $"starts-C{Classes}-N{Samples}-d{Dimension}-h{Hidden}-steps{Steps}-seed{Seed}";

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes => Solver.RequiredBytes(Parameters);

    private int Parameters => (int)MultilayerPerceptron.ParameterCount(Dimension, [Hidden, Hidden], Classes);

    /// <inheritdoc/>
    public override PairOfStarts Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        var training = new TrainingOptions { MaxSteps = Steps, StopGradientNorm = 0 };
        var solver = new Solver(status, cancellation);
        double[][] first = Ends(Problem(Seed)), second = Ends(Problem(Seed + OtherSeed));
        var untrained = training with { MaxSteps = 0 };
        double[] losses = solver.TrainAndLook(Problem(Seed), untrained, point => Losses(point, first[1], second[1]));
        double[] above = [.. losses.Select((loss, i) => loss - losses[0] - ((losses[^1] - losses[0]) * i / (Places - 1)))];
        return new PairOfStarts(
            Seed, Parameters, 1 - Distance.Cosine(first[0], second[0]), above[1..^1].Max(), Math.Max(losses[0], losses[^1]),
            Largest(Problem(Seed)), Largest(Problem(Seed, inputs: InputScale)), Largest(Problem(Seed, weights: WeightScale)));

        // At the start and at the end.
        double[][] Ends(ProblemSpec problem) => [.. solver.TrainAndLookAt(problem, training, [0, Steps], (_, point) => VectorOf(point))];

        double Largest(ProblemSpec problem) =>
            solver.TrainAndLook(problem, training, point => solver.SpectrumOf(point, CurvatureMatrices.Hessian).Largest);
    }

    private static double[] VectorOf(Point point)
    {
        using Tensor vector = point.Risk.Layout.ToVector();
        return [.. vector.data<double>()];
    }

    private static double[] Losses(Point point, double[] first, double[] last)
    {
        using Tensor a = tensor(first), b = tensor(last);
        using var line = new StraightLine(a, b);
        return [.. Enumerable.Range(0, Places).Select(i => LossAt(i / (Places - 1.0)))];

        double LossAt(double position)
        {
            using Tensor place = line.At(position);
            point.Risk.Layout.Assign(place);
            return point.Risk.Evaluate(withGradient: false).Loss;
        }
    }

    private ProblemSpec Problem(long seedOfWeights, double inputs = 1, double weights = 1) => new()
    {
        Data = new EmbeddedBlobsSpec { Classes = Classes, Intrinsic = Dimension, Dimension = Dimension, Samples = Samples, Scale = inputs },
        Model = new ScaledMlpSpec { Hidden = [Hidden, Hidden], Scale = weights },
        Seed = seedOfWeights,
        SeedOfData = Seed,
    };
}
