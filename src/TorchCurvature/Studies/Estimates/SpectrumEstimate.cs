using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Gram;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchCurvature.Studies.Parts;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Estimates;

/// <summary>What a study of spectra takes.</summary>
/// <param name="problem">The problem.</param>
/// <param name="spec">What is looked at, with its method.</param>
/// <param name="analysed">A network of the problem, in the precision of the study.</param>
/// <param name="train">The training data in that precision.</param>
/// <param name="calibration">How carefully to measure.</param>
internal sealed class SpectrumEstimate(
    Problem problem, SpectrumSpec spec, nn.Module<Tensor, Tensor> analysed, Dataset train, Calibration calibration)
{
    // The fits of laws at a point; they hardly depend on the network.
    private const double FitSeconds = 1.5;

    // Of a pair for each decimal of the tolerance, and of a trace whose terms do not nearly cancel, as they do before a training.
    private const double ProductsOfDecimal = 10.0 / 3;
    private const double ProductsOfTrace = 100;

    // About so many gradients a product.
    private const double PassesOfProduct = 2;

    private int Points => spec.Points == AnalysedPoints.Both ? 2 : 1;

    /// <summary>By whole matrices.</summary>
    /// <param name="plan">Their memory, and their time where they are computed column by column.</param>
    /// <param name="rotation">The coordinates that they are in; null for the parameters.</param>
    /// <param name="training">The training; null for none.</param>
    public RunEstimate ByMatrices(ExactPlan plan, FirstLayerRotation? rotation, EstimatedPart? training)
    {
        using Batches batches = problem.Cut(train);
        var time = new MatrixTime(problem.TrainingRisk(analysed, batches), rotation, calibration);
        if (plan.Gram is { } gram)
        {
            return ByGram(plan, gram, time, training);
        }

        if (plan.Parts is { } processes)
        {
            return ByParts(plan, processes, training);
        }

        double ofMatrix = time.Of(spec.Matrix, plan.MatrixSeconds);
        double ofValues = time.OfEigenvalues(time.NonzeroRows, spec.NeedsVectors);
        List<EstimatedPart> parts =
        [
            .. training is null ? Array.Empty<EstimatedPart>() : [training],
            new($"{Matrices()} of P = {Count(plan.SolvedDimension)}", Points * ofMatrix),
            new(spec.NeedsVectors ? "eigenvectors" : "eigenvalues", Points * ofValues),
        ];
        if (spec.Split)
        {
            // G and the empirical Fisher, with their vectors, and the eigenvalues of the rest.
            double ofRest = time.OfEigenvalues(time.NonzeroRows, vectors: false);
            parts.Add(new("split", Points * ((2 * ofMatrix) + (2 * ofValues) + ofRest)));
        }

        if (spec.Noise)
        {
            parts.Add(new("noise", Points * (ofMatrix + ofValues)));
        }

        if (spec.Track is { } looks)
        {
            double each = time.Of(CurvatureMatrices.Hessian) + time.Of(CurvatureMatrices.GaussNewton)
                + time.OfEigenvalues(time.NonzeroRows, vectors: false);
            parts.Add(new($"looks at {looks} steps", looks * each, IsAtMost: true));
        }

        if (spec.Theory)
        {
            parts.Add(new("fits", Points * (spec.Split ? 3 : 1) * FitSeconds));
        }

        parts.AddRange(Kernel(plan, time));
        if (spec.Layers is { } names)
        {
            double cubes = LayerStudy.Select(analysed, names).Sum(b => Math.Pow(b.Length / (double)plan.Dimension, 3));
            parts.Add(new("layers", Points * cubes * time.OfEigenvalues(plan.Dimension, vectors: false)));
        }

        parts.Add(EstimatedPart.StartAndFiles(Points));
        return new RunEstimate(parts, plan.BytesWith(time.NonzeroRows));
    }

    // From the arithmetic and the speed of this process alone: no smaller matrix tells what the others do.
    private RunEstimate ByParts(ExactPlan plan, PartsPlan processes, EstimatedPart? training)
    {
        double speed = processes.Solver.Processes * MethodChoice.OperationsPerSecond(spec.Precision);
        double ofParts = 2.0 * train.Count * Math.Pow(plan.SolvedDimension, 2) / speed;
        double ofValues = MethodChoice.EigenvalueCost * Math.Pow(plan.SolvedDimension, 3) / speed;
        List<EstimatedPart> parts =
        [
            .. training is null ? Array.Empty<EstimatedPart>() : [training],
            new($"{Matrices()} of P = {Count(plan.SolvedDimension)} in {processes.Solver.Processes} parts", Points * ofParts),
            new("eigenvalues", Points * ofValues),
            .. spec.Theory ? [new("fits", Points * FitSeconds)] : Array.Empty<EstimatedPart>(),
            EstimatedPart.StartAndFiles(Points),
        ];
        return new RunEstimate(parts, plan.RequiredBytes);
    }

    private RunEstimate ByGram(ExactPlan plan, GramPlan gram, MatrixTime time, EstimatedPart? training)
    {
        string what = $"the Gram matrix of {Count(gram.Size)} vectors{(Points == 2 ? " at 2 points" : "")}";
        List<EstimatedPart> parts =
        [
            .. training is null ? Array.Empty<EstimatedPart>() : [training],
            new($"{what} for P = {Count(plan.Dimension)}", Points * time.OfGram(spec.Matrix, gram)),
            new("eigenvalues", Points * time.OfGramEigenvalues(gram, spec.Eigenvectors)),
            .. spec.Eigenvectors ? [GramVectors(plan)] : Array.Empty<EstimatedPart>(),
            .. spec.Theory ? [new("fits", Points * FitSeconds)] : Array.Empty<EstimatedPart>(),
            .. Kernel(plan, time),
            EstimatedPart.StartAndFiles(Points),
        ];
        return new RunEstimate(parts, plan.RequiredBytes);
    }

    private IEnumerable<EstimatedPart> Kernel(ExactPlan plan, MatrixTime time)
    {
        if (plan.Kernel is { } kernel)
        {
            double each = time.OfGram(new OutputIdentityMatrix(), kernel) + time.OfGramEigenvalues(kernel);
            yield return new EstimatedPart($"the neural tangent kernel of {Count(kernel.Size)} outputs", Points * each);
        }
    }

    // A backward pass for each, and a product that measures its residual.
    private EstimatedPart GramVectors(ExactPlan plan)
    {
        using Batches batches = problem.Cut(train);
        var time = new ProductTime(problem.TrainingRisk(analysed, batches), spec.Matrix, columns: 1, keptGraphs: 0, calibration);
        double each = (1 + PassesOfProduct) / PassesOfProduct * time.Seconds;
        return new EstimatedPart($"{Count(plan.GramVectors)} eigenvectors", Points * plan.GramVectors * each, IsAtMost: true);
    }

    /// <summary>By products.</summary>
    /// <param name="plan">Their memory.</param>
    /// <param name="training">The training; null for none.</param>
    public RunEstimate ByProducts(ProductPlan plan, EstimatedPart? training)
    {
        using Batches batches = problem.CutForProducts(train, spec.ProductBatchSize);
        EmpiricalRisk risk = problem.TrainingRisk(analysed, batches);
        var time = new ProductTime(risk, spec.Matrix, plan.ProbesSideBySide, plan.KeptGraphs, calibration);
        // Restarts turn the basis, which takes about as long again.
        double ofBasis = 2 * time.OrthogonalizationSeconds(spec.Lanczos.Capacity(plan.Dimension) / 2, spec.Lanczos.BlockSize);
        double ofPair = ProductsOfDecimal * Math.Max(1, -Math.Log10(spec.Lanczos.Tolerance));
        double pairs = Math.Min(spec.Lanczos.MaxProducts, ofPair * (spec.Lanczos.Top + spec.Lanczos.Bottom));
        List<EstimatedPart> parts =
        [
            .. training is null ? Array.Empty<EstimatedPart>() : [training],
            new(
                $"eigenpairs of P = {Count(plan.Dimension)} by {Count(Points * pairs)} products",
                Points * pairs * (time.Seconds + ofBasis)),
        ];
        if (spec.Method != SpectrumMethod.Lanczos)
        {
            double most = spec.Quadrature.TheoremProducts(plan.Dimension);
            string error = spec.Quadrature.WassersteinError.ToString(CultureInfo.InvariantCulture);
            RunEstimate.RequireEnd($"--density-error {error}", most, Points * most * time.Seconds);
            double probes = Points * spec.Quadrature.ExpectedProducts(plan.Dimension);
            int depth = spec.Quadrature.EffectiveSteps(plan.Dimension) / 4;
            double ofProbes = probes * (time.Seconds + time.OrthogonalizationSeconds(depth));
            parts.Add(new($"density by {Count(probes)} products", ofProbes, IsAtMost: true));
            double traces = spec.Points == AnalysedPoints.Both ? spec.Moments.MaxProducts + ProductsOfTrace : ProductsOfTrace;
            parts.Add(new($"trace by {Count(traces)} products", traces * time.Seconds, IsAtMost: true));
        }

        if (spec.Layers is { } names)
        {
            IReadOnlyList<ParameterBlock> layers = LayerStudy.Select(analysed, names);
            double products = layers.Sum(layer => Math.Min(layer.Length, MethodChoice.Products(spec, layer.Length)));
            parts.Add(new("layers", Points * products * time.Seconds, IsAtMost: true)); // those near the outputs take less
        }

        parts.Add(EstimatedPart.StartAndFiles(Points));
        double ofProgram = ExactMemory.OfProgram(spec) + ProgramMemory.OfProducts;
        return new RunEstimate(parts, Math.Max(plan.VectorBytes + plan.PassBytes, ofProgram));
    }

    private string Matrices() => Points == 2 ? $"the {spec.Matrix.Title} at 2 points" : $"the {spec.Matrix.Title}";

    private static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
