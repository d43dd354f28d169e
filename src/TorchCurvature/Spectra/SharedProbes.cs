using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Spectra;

/// <summary>
/// Density, counts, trace and Frobenius norm from one set of probes, no more of them than what is asked takes. The first probe's Krylov
/// space is a sample of the density and the sketch of the others (<see cref="KrylovSketch"/>); its quadrature decides how many steps the
/// probes take, by what it may be off, measured. There are as many probes as the measured error of the density asks for, and never more
/// than the theorem does.
/// </summary>
/// <param name="a">A; referred to, not owned.</param>
/// <param name="pairs">Eigenpairs at its ends, of which the converged ones are taken out.</param>
/// <param name="quadrature">How finely the density is resolved.</param>
/// <param name="nearZero">The |λ| up to which an eigenvalue is counted as near zero.</param>
/// <param name="within">Puts into a density what is known beforehand of its ends.</param>
internal sealed class SharedProbes(
    SymmetricOperator a, ExtremalEigenPairs pairs, QuadratureOptions quadrature, double nearZero,
    Func<SpectralDensity, SpectralDensity> within) : IDisposable
{
    // Of the error asked for, what the steps may take.
    private const double ShareOfSteps = 0.5;

    // Beyond so many of the theorem's steps, only the error asked for is a reason to take more.
    internal const double ShareOfTheorem = 0.5;

    private readonly double _range = RangeOf(pairs);
    private KrylovSketch? _sketch;

    /// <summary>The density.</summary>
    /// <param name="former">What an interrupted run found of it; null for nothing.</param>
    /// <param name="found">Told what was found so far, before every block of probes.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Ends at the next product, with the probes finished by then.</param>
    public SpectralDensity Density(
        SpectralDensity? former, Action<SpectralDensity>? found, IProgress<QuadratureProgress>? progress, CancellationToken cancellation)
    {
        QuadratureOptions.Check(quadrature);
        using DisposeScope scope = NewDisposeScope();
        DeflationBasis deflation = DeflationBasis.From(a, pairs);
        long remaining = a.Dimension - deflation.Values.Length;
        var empty = within(new SpectralDensity(a.Dimension, deflation.Values, [], 0, 0, SolverStatus.Converged)
        {
            Distribution = quadrature.Distribution,
            DeflatedError = deflation.Error,
        });
        if (remaining == 0)
        {
            return empty;
        }

        int theorem = quadrature.EffectiveProbes(remaining), fewest = Math.Min(theorem, QuadratureOptions.FewestProbes);
        _sketch = KrylovSketch.Compute(
            a, deflation, quadrature, q => IsDeepEnough(q, empty, remaining),
            step => progress?.Report(new QuadratureProgress(step, 0, fewest, step)), cancellation);
        SpectralDensity first = new SpectralDensity(a.Dimension, deflation.Values, Samples(), _sketch.Steps, _sketch.Steps, _sketch.Status)
        {
            Distribution = quadrature.Distribution,
            DeflatedError = deflation.Error,
            LowerEnd = empty.LowerEnd,
            UpperEnd = empty.UpperEnd,
        };
        if (first.Status != SolverStatus.Converged)
        {
            return former is null ? first : former with { Status = first.Status };
        }

        SpectralDensity density = former ?? first;
        while (density.Status == SolverStatus.Converged && !IsEnough(density))
        {
            int sideBySide = Math.Min(quadrature.BlockSize, QuadratureOptions.FewestProbes - 1);
            int next = Math.Min(theorem, density.Probes.Count + sideBySide);
            QuadratureOptions block = quadrature with { BlockSize = next - density.Probes.Count };
            density = StochasticLanczosQuadrature.Refine(
                a, density, soFar => soFar.Probes.Count >= next, block, pairs, progress, cancellation);
        }

        return density;

        bool IsEnough(SpectralDensity soFar)
        {
            found?.Invoke(soFar);
            int probes = soFar.Probes.Count;
            bool isMeasured = quadrature.Probes is null && probes >= fewest;
            return probes >= theorem || (isMeasured && Accuracy(soFar).Measured <= quadrature.WassersteinError);
        }
    }

    /// <summary>Trace and Frobenius norm, after <see cref="Density"/>.</summary>
    /// <param name="options">How precisely.</param>
    /// <param name="cancellation">Ends at the next product, with what is known by then.</param>
    public SpectralMoments Moments(MomentOptions options, CancellationToken cancellation) =>
        SpectralMoments.Compute(a, options, pairs, _sketch, progress: null, cancellation);

    /// <summary>How near a density is to the spectrum.</summary>
    /// <param name="density">The density.</param>
    public DensityAccuracy Accuracy(SpectralDensity density)
    {
        long remaining = density.Dimension - density.Deflated.Count;
        bool isGuaranteed = remaining == 0 || quadrature.IsGuaranteed(density.Steps, density.Probes.Count, remaining);
        double measured = _range > 0 ? density.WassersteinBound() / _range : 0;
        return new DensityAccuracy(quadrature.WassersteinError, measured, isGuaranteed);
    }

    /// <summary>Bytes taken at the peak, the operator's own products not included.</summary>
    /// <param name="dimension">n.</param>
    /// <param name="dtype">Precision of the operator.</param>
    /// <param name="quadrature">Steps and probes of the density.</param>
    /// <param name="moments">Precision of the moments.</param>
    /// <param name="deflated">Eigenpairs projected out; their vectors are copied.</param>
    public static double RequiredBytes(
        long dimension, ScalarType dtype, QuadratureOptions quadrature, MomentOptions moments, int deflated)
    {
        double ofDensity = StochasticLanczosQuadrature.RequiredBytes(dimension, dtype, quadrature, deflated);
        double ofMoments = SpectralMoments.RequiredBytes(dimension, dtype, moments, deflated + quadrature.EffectiveSteps(dimension));
        return KrylovSketch.RequiredBytes(dimension, dtype, quadrature) + Math.Max(ofDensity, ofMoments);
    }

    /// <summary>Releases the sketch.</summary>
    public void Dispose() => _sketch?.Dispose();

    private IReadOnlyList<GaussQuadrature> Samples() => _sketch!.Steps == 0 ? [] : [_sketch.Quadrature()];

    // The error asked for in any case; and, up to the share of the theorem's steps, a curve as fine as it is drawn and a mass near zero
    // that is known as well as the error asked for.
    private bool IsDeepEnough(GaussQuadrature probe, SpectralDensity ends, long remaining)
    {
        double wanted = ShareOfSteps * quadrature.WassersteinError, share = remaining / (double)a.Dimension;
        double bound = share * QuadratureDistance.Bound(probe, ends.LowerEnd, ends.UpperEnd, wanted * _range / share);
        if (bound > wanted * _range)
        {
            return false;
        }

        int steps = probe.Nodes.Count;
        if (steps >= ShareOfTheorem * QuadratureOptions.StepsFor(quadrature.WassersteinError))
        {
            return true;
        }

        double finest = KernelTruncation.ResolvedWidth(steps, probe.Nodes[^1] - probe.Nodes[0]);
        return finest <= _range / SpectralDensity.FinestShare && NearZeroWidth(probe, ends) <= quadrature.WassersteinError;
    }

    // How much of the rest may or may not be near zero, by the bounds of one probe.
    private double NearZeroWidth(GaussQuadrature probe, SpectralDensity ends)
    {
        Estimate count = (ends with { Probes = [probe] }).CountNearZero(nearZero);
        return 2 * count.QuadratureError / a.Dimension;
    }

    private static double RangeOf(ExtremalEigenPairs pairs)
    {
        double high = pairs.Pairs.Max(p => p.Value), low = pairs.Pairs.Min(p => p.Value);
        return high - Math.Min(0, low);
    }
}
