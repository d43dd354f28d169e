using System.Text.Json.Serialization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.SecondTerm;

/// <summary>
/// A network of two hidden layers learns to tell Gaussian clusters apart by full-batch descent, and both terms of its Hessian are looked at
/// on the way.
/// </summary>
/// <param name="Seed">The seed of data and weights.</param>
/// <param name="Classes">C.</param>
/// <param name="Dimension">Numbers in one example.</param>
/// <param name="Samples">N, fewer than parameters.</param>
/// <param name="Hidden">Units in each hidden layer.</param>
/// <param name="Steps">Steps of the training.</param>
/// <param name="Shuffles">How often the derivatives of the loss are dealt to other examples.</param>
internal sealed record SecondTermCell(int Seed, int Classes, int Dimension, int Samples, int Hidden, long Steps, int Shuffles)
    : Cell<SecondTermRun>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key => $"second-term-C{Classes}-N{Samples}-d{Dimension}-h{Hidden}-steps{Steps}-shuffles{Shuffles}-seed{Seed}";

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes => 3 * Solver.RequiredBytes(Parameters);

    private int Parameters => (int)MultilayerPerceptron.ParameterCount(Dimension, [Hidden, Hidden], Classes);

    private ProblemSpec Problem => new()
    {
        Data = new BlobsSpec { Classes = Classes, Dimension = Dimension, Samples = Samples },
        Model = new MlpSpec { Hidden = [Hidden, Hidden] },
        Seed = Seed,
    };

    /// <inheritdoc/>
    public override SecondTermRun Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        var training = new TrainingOptions { MaxSteps = Steps, StopGradientNorm = 0 };
        long[] steps = [.. LookSteps.FromOneOn(Steps)];
        return new SecondTermRun(
            Seed, Parameters, Samples, new Solver(status, cancellation).TrainAndLookAt(Problem, training, steps, LookAt));
    }

    private SecondTermLook LookAt(long step, Point point)
    {
        Spectrum spectrum = point.Matrix(CurvatureMatrices.Hessian).Spectrum;
        double[] sizes = [.. spectrum.Eigenvalues.Select(Math.Abs).Order()];
        double largestTrivial = sizes[Math.Max(0, Parameters - Samples - 1)] / sizes[^1];

        using DisposeScope scope = NewDisposeScope();
        Batch all = point.Risk.Batches[0];
        Tensor slopes = point.Risk.Loss.OutputGradient(point.Risk.Outputs(all), all.Targets).detach();
        double found = NormOfTerm(point, all, slopes);
        double[] shuffled = [.. Shuffled().Select(order => NormOfTerm(point, all, slopes.index_select(0, tensor(order))))];
        return new SecondTermLook(
            step,
            point.Train.Loss,
            point.FunctionalToHessian(),
            found / shuffled.Average(),
            (1.0 + shuffled.Count(norm => norm >= found)) / (1 + Shuffles),
            Math.Max(largestTrivial, WorkingPrecision.Float64.UnitRoundoff),
            spectrum.CountNearZero(spectrum.NoiseFloor));
    }

    private IEnumerable<long[]> Shuffled()
    {
        var random = new Random(Seed);
        long[] order = [.. Enumerable.Range(0, Samples).Select(i => (long)i)];
        for (int i = 0; i < Shuffles; i++)
        {
            random.Shuffle(order);
            yield return order;
        }
    }

    /// <summary>‖F‖: the Hessian of a loss that is linear in the outputs, with these slopes, is the second term alone.</summary>
    internal static double NormOfTerm(Point point, Batch all, Tensor slopes)
    {
        using DisposeScope scope = NewDisposeScope();
        var linear = Loss.FromExampleLosses("linear", (outputs, targets) => (outputs * targets).sum([1]));
        using var batch = new Batch(all.Inputs.alias(), slopes.alias());
        using ExactHessian term = CurvatureMatrices.Hessian.Exact(new EmpiricalRisk(point.Model, linear, [batch]));
        return term.Matrix.FrobeniusNorm();
    }
}
