using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Estimates;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>What is measured at one checkpoint, with what goes over from one to the next: eigenvectors, and how many graphs fit.</summary>
internal sealed class CheckpointWatch : IDisposable
{
    private readonly CheckpointTrackSpec _spec;
    private readonly Batches _batches;
    private readonly EmpiricalRisk _risk;
    private readonly LargestEigenvalueTracker _tracker;
    private readonly LargestEigenvalueTracker _preconditionedTracker;
    private int? _keptGraphs;
    private double? _requiredBytes;

    /// <param name="spec">What is looked at.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="model">Its network, which receives the weights of one checkpoint after the other.</param>
    /// <param name="train">The training data in the model's precision; referred to, not owned.</param>
    public CheckpointWatch(CheckpointTrackSpec spec, Problem problem, nn.Module<Tensor, Tensor> model, Dataset train)
    {
        _spec = spec;
        _batches = problem.CutForProducts(train, spec.ProductBatchSize);
        try
        {
            _risk = problem.TrainingRisk(model, _batches);
        }
        catch
        {
            _batches.Dispose();
            throw;
        }

        _tracker = NewTracker("lanczos");
        _preconditionedTracker = NewTracker("preconditioned");
    }

    /// <summary>Refuses what does not fit into memory, before it is computed.</summary>
    /// <exception cref="InsufficientMemoryException">It does not.</exception>
    public void RequireRoom() => MachineMemory.Require(
        RequiredBytes,
        $"Products with P = {_risk.Dimension:N0} parameters",
        "Ask for fewer --top, a larger --density-error, a smaller --batch-size-curvature, or --dtype float32.");

    /// <summary>What the look takes at all checkpoints.</summary>
    public RunEstimate Estimate(bool hasMoments, Calibration calibration) =>
        CheckpointEstimate.Of(_spec, _risk, KeptGraphs, hasMoments, RequiredBytes, calibration);

    // Found at the first checkpoint, once for all of them.
    private int KeptGraphs => _keptGraphs ??= new ProductMemory(_risk).GraphsThatFit(MachineMemory.AvailableBytes / 4.0);

    private double RequiredBytes => _requiredBytes ??= FindRequiredBytes();

    private double FindRequiredBytes()
    {
        (long dimension, ScalarType dtype) = (_risk.Dimension, _risk.Layout.DType);
        var memory = new ProductMemory(_risk);
        var lanczos = new LanczosOptions { Top = _spec.Top, Bottom = 0, BlockSize = _spec.Top };
        double search = LanczosEigensolver.RequiredBytes(dimension, dtype, lanczos) + memory.VectorBytes(_spec.Top);
        double ofTrace = _spec.Trace ? SpectralMoments.RequiredBytes(dimension, dtype, _spec.Moments, _spec.Top) : 0;
        double ofDensity =
            _spec.Density ? StochasticLanczosQuadrature.RequiredBytes(dimension, dtype, _spec.Quadrature, _spec.Top) : 0;
        double followed = 3.0 * _spec.Top * dimension * dtype.ElementSize();
        return followed + Math.Max(search, Math.Max(ofTrace, ofDensity)) + memory.PassBytes;
    }

    /// <summary>Loss and gradient at the network's present weights.</summary>
    public RiskEvaluation Evaluate() => _risk.Evaluate();

    /// <summary>Adds the curvature to what is known of a checkpoint, whose weights the network has.</summary>
    /// <param name="point">What is known.</param>
    /// <param name="index">How many checkpoints were before it.</param>
    /// <param name="training">What the checkpoint says of its training.</param>
    /// <param name="cancellation">Stops it; what goes over to the next look may have moved then.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public CheckpointCurvature Measure(
        CheckpointCurvature point, int index, TrainingSnapshot? training, CancellationToken cancellation)
    {
        using SymmetricOperator hessian = CurvatureMatrices.Hessian.Operator(_risk, KeptGraphs);
        long step = point.Step ?? index;
        using ExtremalEigenPairs pairs = _tracker.Find(step, hessian, cancellation);
        CheckpointCurvature found = point with
        {
            Hessian = new LargestEigenvalueRecord(step, pairs.Pairs, pairs.Products, pairs.Status, pairs.AreRanksConfirmed),
        };
        if (pairs.Status == SolverStatus.NotFinite)
        {
            return found;
        }

        found = _spec.Preconditioned ? WithPreconditioned(found, step, training, hessian, cancellation) : found;
        found = _spec.Trace ? found with { Trace = TraceOf(hessian, pairs, cancellation) } : found;
        return _spec.Density ? WithDensity(found, hessian, pairs, cancellation) : found;
    }

    public void Dispose()
    {
        _batches.Dispose();
        _tracker.Dispose();
        _preconditionedTracker.Dispose();
    }

    private LargestEigenvalueTracker NewTracker(string purpose) =>
        new(_spec.Top, _spec.Tolerance, _spec.SeedOf(purpose), _spec.ConfirmEvery);

    private CheckpointCurvature WithPreconditioned(
        CheckpointCurvature point, long step, TrainingSnapshot? training, SymmetricOperator hessian, CancellationToken cancellation)
    {
        if (training?.SecondMoments is null)
        {
            return point;
        }

        if (AdamScaling.WhatIsMissing(training) is { } missing)
        {
            return point with { WhyNotPreconditioned = $"the checkpoint has second moments, and lacks {missing}" };
        }

        using Tensor diagonal = AdamScaling.Diagonal(training);
        using Tensor isFinite = diagonal.isfinite(), areFinite = isFinite.all();
        if (!areFinite.item<bool>())
        {
            return point with { WhyNotPreconditioned = "√v̂ + ε is not positive and finite everywhere" };
        }

        using var preconditioned = new DiagonalCongruenceOperator(hessian, diagonal);
        return point with { Preconditioned = _preconditionedTracker.Measure(step, preconditioned, cancellation) };
    }

    private Estimate TraceOf(SymmetricOperator hessian, ExtremalEigenPairs pairs, CancellationToken cancellation)
    {
        MomentOptions options = _spec.Moments with { Seed = _spec.SeedOf("trace") };
        SpectralMoments moments = SpectralMoments.Compute(hessian, options, pairs, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        return moments.Trace;
    }

    private CheckpointCurvature WithDensity(
        CheckpointCurvature point, SymmetricOperator hessian, ExtremalEigenPairs pairs, CancellationToken cancellation)
    {
        QuadratureOptions options = _spec.Quadrature with { Seed = _spec.SeedOf("probes") };
        SpectralDensity density = StochasticLanczosQuadrature.Compute(hessian, options, pairs, cancellation: cancellation).Within(pairs);
        cancellation.ThrowIfCancellationRequested();
        return point with
        {
            Density = density,
            NearZero = density.CountNearZero(Thresholds.NearZero(pairs)),
            Negative = density.CountNegative(Thresholds.Rounding(hessian, pairs)),
        };
    }
}
