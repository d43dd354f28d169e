using System.Diagnostics;
using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Estimates;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>Which method <see cref="SpectrumMethod.Auto"/> takes, and why.</summary>
public sealed class MethodChoice
{
    // eigvalsh takes about so many times P³ operations at the speed of a matrix product, measured at P = 4270.
    internal const double EigenvalueCost = 2.5;
    private const int ProbeSize = 1024;

    // Lanczos takes some ten products a pair.
    private const int ProductsOfPair = 10;

    private MethodChoice(SpectrumMethod method, string reason) => (Method, Reason) = (method, reason);

    /// <summary>The method.</summary>
    public SpectrumMethod Method { get; }

    /// <summary>A sentence for the user.</summary>
    public string Reason { get; }

    /// <summary>
    /// Compares the time of all eigenvalues, from the speed of a matrix product, and of the matrix where it is computed column by column,
    /// with that of the products that the alternative takes, from the time of one.
    /// </summary>
    /// <param name="problem">The problem.</param>
    /// <param name="model">A network of it, in the precision of the study.</param>
    /// <param name="train">Training data in that precision.</param>
    /// <param name="spec">What is looked at.</param>
    /// <param name="plan">The memory of the exact study.</param>
    public static MethodChoice Of(
        Problem problem, nn.Module<Tensor, Tensor> model, Dataset train, SpectrumSpec spec, ExactPlan plan)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(plan);
        if (!plan.Fits)
        {
            return new MethodChoice(SpectrumMethod.Density, $"{plan}: taking the density instead.");
        }

        double products = Products(spec with { Method = SpectrumMethod.Density }, plan.Dimension);
        double secondsPerProduct = SecondsPerProduct(problem, model, train, spec);
        if (plan.Gram is { } gram)
        {
            using Batches batches = problem.Cut(train);
            var time = new MatrixTime(problem.TrainingRisk(model, batches), rotation: null, Calibration.Quick);
            return Between(
                time.OfGramEigenvalues(gram), products, secondsPerProduct, time.OfGram(spec.Matrix, gram),
                $"The Gram matrix of {gram.Size:N0} vectors and its eigenvalues");
        }

        int processes = plan.Parts?.Solver.Processes ?? 1;
        double eigenvalueSeconds = EigenvalueCost * Math.Pow(plan.SolvedDimension, 3) / OperationsPerSecond(spec.Precision) / processes;
        double? matrixSeconds = SecondsOfColumns(problem, model, train, spec);
        return Between(eigenvalueSeconds, products, secondsPerProduct, matrixSeconds);
    }

    /// <summary>The faster one.</summary>
    /// <param name="eigenvalueSeconds">Time of all eigenvalues.</param>
    /// <param name="products">How many products the alternative takes.</param>
    /// <param name="secondsPerProduct">Time of one.</param>
    /// <param name="matrixSeconds">Time of the matrix, where it is computed column by column; null where that is little.</param>
    /// <param name="exact">What the exact way computes, where it is not the matrix column by column.</param>
    internal static MethodChoice Between(
        double eigenvalueSeconds, double products, double secondsPerProduct, double? matrixSeconds = null, string? exact = null)
    {
        double productSeconds = products * secondsPerProduct;
        double exactSeconds = eigenvalueSeconds + (matrixSeconds ?? 0);
        SpectrumMethod method = exactSeconds <= productSeconds ? SpectrumMethod.Exact : SpectrumMethod.Density;
        string word = method == SpectrumMethod.Exact ? "exact" : "density";
        string what = exact ?? (matrixSeconds is null ? "All eigenvalues" : "The matrix, column by column, and all its eigenvalues");
        return new MethodChoice(method, string.Create(
            CultureInfo.InvariantCulture,
            $"{what} take about {exactSeconds:0.0} s, {products:0} products about {productSeconds:0.0} s: --method {word}."));
    }

    /// <summary>About how many products a study of so many parameters takes.</summary>
    internal static double Products(SpectrumSpec spec, long dimension)
    {
        double ofDensity = spec.Method == SpectrumMethod.Lanczos ? 0 : spec.Quadrature.ExpectedProducts(dimension);
        return ProductsOfPairs(spec) + ofDensity;
    }

    /// <summary>About how many it takes where the density has the theorem's steps and probes.</summary>
    internal static double MostProducts(SpectrumSpec spec, long dimension)
    {
        double error = spec.Quadrature.WassersteinError;
        int probes = Math.Max(
            QuadratureOptions.FewestProbes, QuadratureOptions.ProbesFor(error, spec.Quadrature.FailureProbability, dimension));
        double steps = Math.Min(dimension, QuadratureOptions.StepsFor(error));
        double ofDensity = spec.Method == SpectrumMethod.Lanczos ? 0 : probes * steps;
        return ProductsOfPairs(spec) + ofDensity;
    }

    private static double ProductsOfPairs(SpectrumSpec spec) => ProductsOfPair * ((double)spec.Lanczos.Top + spec.Lanczos.Bottom);

    /// <summary>Operations of a matrix product that this process makes in a second, measured.</summary>
    internal static double OperationsPerSecond(WorkingPrecision precision)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = ones([ProbeSize, ProbeSize], precision.ScalarType);
        matrix.mm(matrix); // the first one also starts the threads
        long start = Stopwatch.GetTimestamp();
        matrix.mm(matrix);
        return 2 * Math.Pow(ProbeSize, 3) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double? SecondsOfColumns(Problem problem, nn.Module<Tensor, Tensor> model, Dataset train, SpectrumSpec spec)
    {
        using Batches batches = train.Batches();
        return ExactHessian.ExpectedSeconds(problem.TrainingRisk(model, batches), spec.Matrix);
    }

    private static double SecondsPerProduct(Problem problem, nn.Module<Tensor, Tensor> model, Dataset train, SpectrumSpec spec)
    {
        using DisposeScope scope = NewDisposeScope();
        using Batches batches = problem.CutForProducts(train, spec.ProductBatchSize);
        EmpiricalRisk risk = problem.TrainingRisk(model, batches);
        double room = MachineMemory.AvailableBytes / 2.0 / spec.Matrix.OperatorCount;
        using SymmetricOperator matrix = spec.Matrix.Operator(risk, new ProductMemory(risk).GraphsThatFit(room));
        Tensor block = ones([matrix.Dimension, spec.Lanczos.BlockSize], matrix.DType, matrix.Device);
        matrix.Multiply(block);
        long start = Stopwatch.GetTimestamp();
        matrix.Multiply(block);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / spec.Lanczos.BlockSize;
    }
}
