using System.Diagnostics;
using System.Globalization;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>What <c>--method auto</c> decides, and why.</summary>
/// <param name="Method">The method.</param>
/// <param name="Reason">A sentence for the user.</param>
internal sealed record MethodChoice(SpectrumMethod Method, string Reason)
{
    // eigvalsh takes about so many times P³ operations at the speed of a matrix product, measured at P = 4270.
    private const double EigenvalueCost = 2.5;
    private const int ProbeSize = 1024;

    // Lanczos takes some ten products a pair.
    private const int ProductsOfPair = 10;

    /// <summary>
    /// Compares the time of all eigenvalues, from the speed of a matrix product, with that of the products that the alternative takes, from
    /// the time of one.
    /// </summary>
    public static MethodChoice Of(Problem problem, Dataset train, SpectrumOptions options, MemoryPlan plan)
    {
        if (!plan.Fits)
        {
            return new MethodChoice(SpectrumMethod.Density, $"{plan}: taking the density instead.");
        }

        double exact = EigenvalueCost * Math.Pow(plan.Dimension, 3) / OperationsPerSecond(plan.DType);
        double products = Products(options with { Method = SpectrumMethod.Density }, plan.Dimension);
        double krylov = products * SecondsPerProduct(problem, train, options);
        SpectrumMethod method = exact <= krylov ? SpectrumMethod.Exact : SpectrumMethod.Density;
        return new MethodChoice(method, string.Create(
            CultureInfo.InvariantCulture,
            $"All eigenvalues take about {exact:0.0} s, {products:0} products about {krylov:0.0} s: "
                + $"--method {(method == SpectrumMethod.Exact ? "exact" : "density")}."));
    }

    /// <summary>About how many products an analysis of so many parameters takes.</summary>
    public static double Products(SpectrumOptions options, long dimension)
    {
        int probes = Math.Max(
            QuadratureOptions.FewestProbes,
            QuadratureOptions.ProbesFor(options.Quadrature.WassersteinError, options.Quadrature.FailureProbability, dimension));
        double density = probes * (double)Math.Min(dimension, QuadratureOptions.StepsFor(options.Quadrature.WassersteinError));
        return (ProductsOfPair * (options.Lanczos.Top + options.Lanczos.Bottom)) + (options.Method == SpectrumMethod.Lanczos ? 0 : density);
    }

    private static double OperationsPerSecond(ScalarType dtype)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = ones([ProbeSize, ProbeSize], dtype);
        matrix.mm(matrix); // the first one also starts the threads
        long start = Stopwatch.GetTimestamp();
        matrix.mm(matrix);
        return 2 * Math.Pow(ProbeSize, 3) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double SecondsPerProduct(Problem problem, Dataset train, SpectrumOptions options)
    {
        using DisposeScope scope = NewDisposeScope();
        using Batches batches = Batches.ForProducts(train, options.CurvatureBatchSize);
        var risk = problem.TrainingRisk(batches);
        using SymmetricOperator matrix = options.Curvature.Operator(
            risk, new ProductMemory(risk).GraphsThatFit(MachineMemory.AvailableBytes / 2.0 / options.Curvature.OperatorCount));
        Tensor block = ones([matrix.Dimension, options.Lanczos.BlockSize], matrix.DType, matrix.Device);
        matrix.Multiply(block);
        long start = Stopwatch.GetTimestamp();
        matrix.Multiply(block);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / options.Lanczos.BlockSize;
    }
}
