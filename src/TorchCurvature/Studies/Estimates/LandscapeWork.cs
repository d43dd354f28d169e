using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Landscape;
using TorchCurvature.Resources;

namespace TorchCurvature.Studies.Estimates;

/// <summary>What a look at trained networks consists of, and how long that takes.</summary>
/// <param name="What">Its name in the sentence of the whole.</param>
internal sealed record LandscapeWork(string What)
{
    // A search for one eigenvalue to a tenth of a percent, and one for a pair to the usual tolerance.
    private const double ProductsOfLargest = 50;
    private const double ProductsOfVector = 60;
    private const int BlockSize = 4;

    private static readonly LanczosOptions SearchOfPair = new() { Top = 2, Bottom = 0, BlockSize = BlockSize };

    /// <summary>Losses over all training examples, and over all test examples where they are looked at.</summary>
    public double Evaluations { get; init; }

    /// <summary>Whether the test examples are.</summary>
    public bool OfTestToo { get; init; } = true;

    /// <summary>Gradients over all training examples.</summary>
    public double Gradients { get; init; }

    /// <summary>Gradients of a training over batches.</summary>
    public double BatchGradients { get; init; }

    /// <summary>Examples of a batch.</summary>
    public long BatchSize { get; init; } = 1;

    /// <summary>Hessian-vector products.</summary>
    public double Products { get; init; }

    /// <summary>A straight line.</summary>
    public static LandscapeWork Of(LineSpec spec) => new($"{Count(spec.Points)} positions")
    {
        Evaluations = spec.Points + 2,
        Products = spec.LargestEigenvalue ? ProductsOfLargest * spec.Points : 0,
    };

    /// <summary>A curve beside a line.</summary>
    public static LandscapeWork Of(CurveSpec spec) => new($"{Count(spec.Steps)} steps and {Count(2 * spec.Points)} positions")
    {
        Evaluations = 2 * (spec.Points + 2),
        BatchGradients = (double)spec.Steps * (spec.Pivots ?? 1),
        BatchSize = spec.BatchSize,
    };

    /// <summary>A plane through three points.</summary>
    public static LandscapeWork Of(PlaneSpec spec) => Grid(spec.Resolution);

    /// <summary>A plane along eigenvectors.</summary>
    public static LandscapeWork Of(EigenvectorPlaneSpec spec) => Grid(spec.Resolution) with
    {
        Products = ProductsOfVector * (Math.Max(0, spec.Eigenvectors.Max()) + Math.Max(0, -spec.Eigenvectors.Min())),
    };

    /// <summary>Keskar's sharpness.</summary>
    public static LandscapeWork Of(KeskarOptions options) => new($"{options.Starts} ascents of {Count(options.Steps)} steps")
    {
        Gradients = (double)options.Starts * options.Steps,
        Evaluations = (double)options.Starts * (options.Steps + 1),
        OfTestToo = false,
    };

    /// <summary>What it takes with these networks.</summary>
    public RunEstimate Estimate(LoadedRuns runs, Calibration calibration)
    {
        using var restored = new RestoredModel(runs.Model, runs.Train.Layout);
        runs.GoTo(0);
        EmpiricalRisk first = FirstBatch(runs.Train);
        double share = runs.Train.ExampleCount / (double)first.ExampleCount;
        double ofLosses = share * calibration.SecondsOf(() => first.EvaluateExamples());
        double ofTest = OfTestToo && runs.Test is { } test ? ofLosses * test.ExampleCount / runs.Train.ExampleCount : 0;
        double seconds = Evaluations * (ofLosses + ofTest);
        if (Gradients > 0)
        {
            seconds += Gradients * share * calibration.SecondsOf(() => first.Gradient().Dispose());
        }

        if (BatchGradients > 0)
        {
            using Dataset some = runs.TrainData.Subset(Math.Min(BatchSize, runs.TrainData.Count), seed: 0);
            using Batches batches = some.Batches(BatchSize);
            seconds += BatchGradients * calibration.SecondsOf(
                () => new EmpiricalRisk(runs.Model, runs.Train.Loss, batches, mode: runs.Train.Mode).Gradient().Dispose());
        }

        if (Products > 0)
        {
            EmpiricalRisk curvature = runs.RiskForProducts;
            int kept = new ProductMemory(curvature).GraphsThatFit(MachineMemory.AvailableBytes / 2.0);
            var time = new ProductTime(curvature, CurvatureMatrices.Hessian, BlockSize, kept, calibration);
            seconds += Products * (time.Seconds + time.OrthogonalizationSeconds(20, BlockSize));
        }

        double bytes = Math.Max(Products > 0 ? runs.BytesOf(SearchOfPair) : 0, new ProductMemory(runs.Train).GradientBytes);
        string dimension = runs.Train.Dimension.ToString("N0", CultureInfo.InvariantCulture);
        return new RunEstimate([new($"{What} of P = {dimension}", seconds), EstimatedPart.StartAndFiles()], bytes + ProgramMemory.OfCurves);
    }

    private static LandscapeWork Grid(int resolution) => new($"{Count((long)resolution * resolution)} points")
    {
        Evaluations = ((double)resolution * resolution) + 3,
    };

    private static EmpiricalRisk FirstBatch(EmpiricalRisk risk) => risk.With(risk.Loss, [risk.Batches[0]]);

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
