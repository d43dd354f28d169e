using System.Diagnostics;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>
/// One curvature matrix at a point, whole: computed once, and diagonalized once, when its spectrum or its pairs are first asked for.
/// </summary>
public sealed class PointMatrix : IDisposable
{
    private readonly bool _hasVectors;
    private Eigenvalues? _values;
    private EigenPairs? _pairs;

    internal PointMatrix(
        EmpiricalRisk risk, CurvatureMatrix kind, bool hasVectors, IProgress<double>? progress, CancellationToken cancellation)
    {
        _hasVectors = hasVectors;
        long start = Stopwatch.GetTimestamp();
        using ExactHessian computed = ExactHessian.Compute(risk, kind, progress: progress, cancellation: cancellation);
        (Kind, Method, Asymmetry, Remark) = (kind, computed.Method, computed.Asymmetry, computed.Remark);
        Dense = computed.ToOperator();
        Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Which matrix it is.</summary>
    public CurvatureMatrix Kind { get; }

    /// <summary>The matrix [P, P], which stays this object's.</summary>
    public DenseOperator Dense { get; }

    /// <summary>How it was computed.</summary>
    public ExactHessianMethod Method { get; }

    /// <summary>The largest |A_ij − A_ji| before the two were made equal.</summary>
    public double Asymmetry { get; }

    /// <summary>What has to be known of how it was computed; null where there is nothing.</summary>
    public string? Remark { get; }

    /// <summary>How long it took to compute.</summary>
    public double Seconds { get; }

    /// <summary>How long it took to diagonalize; 0 before.</summary>
    public double EigenvalueSeconds { get; private set; }

    /// <summary>All eigenvalues.</summary>
    public Spectrum Spectrum => field ??= new Spectrum(Diagonalized());

    /// <summary>The large eigenvalues, by every rule.</summary>
    public IReadOnlyList<OutlierCount> Outliers => field ??= OutlierCounting.CountByEveryRule(Spectrum);

    /// <summary>All eigenvalues with their vectors, which stay this object's; computed anew where they were given away.</summary>
    /// <exception cref="InvalidOperationException">The point was made without vectors.</exception>
    public EigenPairs Pairs
    {
        get
        {
            if (!_hasVectors)
            {
                throw new InvalidOperationException("This point keeps no eigenvectors: make it with them.");
            }

            Diagonalized();
            return _pairs ??= DenseEigensolver.Pairs(Dense);
        }
    }

    /// <summary>Gives the pairs away; whoever asks owns them from here on.</summary>
    internal EigenPairs TakePairs()
    {
        EigenPairs pairs = Pairs;
        _pairs = null;
        return pairs;
    }

    /// <summary>Releases matrix and vectors; the spectrum stays.</summary>
    public void Dispose()
    {
        Dense.Dispose();
        _pairs?.Dispose();
        _pairs = null;
    }

    private Eigenvalues Diagonalized()
    {
        if (_values is null)
        {
            long start = Stopwatch.GetTimestamp();
            _pairs = _hasVectors ? DenseEigensolver.Pairs(Dense) : null;
            _values = _pairs?.Eigenvalues ?? DenseEigensolver.Values(Dense);
            EigenvalueSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return _values;
    }
}
