using System.Diagnostics;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Gram;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Parts;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Studies;

/// <summary>
/// One curvature matrix at a point, whole: computed once, and diagonalized once, when its spectrum or its pairs are first asked for.
/// </summary>
public sealed class PointMatrix : IDisposable
{
    private readonly bool _hasVectors;
    private readonly int _mostGramVectors;
    private readonly CancellationToken _cancellation;
    private int? _gramVectors;
    private readonly DenseOperator? _dense;
    private readonly GramMatrix? _gram;
    private readonly MatrixInParts? _parts;
    private readonly FirstLayerRotation? _rotation;
    // λ of weight decay, where the matrix that is diagonalized does not have it.
    private readonly double _shift;
    private Eigenvalues? _values;
    private EigenPairs? _pairs;

    internal PointMatrix(
        EmpiricalRisk risk, CurvatureMatrix kind, bool hasVectors, FirstLayerRotation? rotation, KeptMatrices? kept,
        IProgress<double>? progress, CancellationToken cancellation)
    {
        _hasVectors = hasVectors;
        using ComputedMatrix computed = kept?.Find(kind, risk, rotation) ?? Compute(risk, kind, rotation, kept, progress, cancellation);
        ExactHessian matrix = computed.Matrix;
        _rotation = matrix.Rotation;
        _shift = _rotation is not null && kind.HoldsWeightDecay ? risk.WeightDecay : 0;
        (Kind, Method, Asymmetry, Remark, Seconds) = (kind, matrix.Method, matrix.Asymmetry, matrix.Remark, computed.Seconds);
        _dense = matrix.ToOperator();
        InheritedError = _dense.InheritedError;
    }

    /// <summary>One that is known through its Gram matrix, and never whole.</summary>
    private PointMatrix(
        EmpiricalRisk risk, GramUse use, bool hasVectors, IProgress<double>? progress, CancellationToken cancellation)
    {
        (_hasVectors, _mostGramVectors, _cancellation) = (hasVectors, use.MostVectors, cancellation);
        long start = Stopwatch.GetTimestamp();
        _gram = GramMatrix.Compute(risk, use.Matrix, progress: progress, cancellation: cancellation);
        (Kind, Remark, InheritedError, _shift) = (use.Matrix, _gram.Remark, _gram.InheritedError, risk.WeightDecay);
        Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>One that was computed and diagonalized before, and is not at hand.</summary>
    private PointMatrix(CurvatureMatrix kind, FirstLayerRotation? rotation, KeptMatrix kept)
    {
        (Kind, Method, Asymmetry, Remark, _rotation) =
            (kind, kept.Method, kept.Asymmetry, kept.Remark, kept.IsRotated ? rotation : null);
        (InheritedError, Seconds, EigenvalueSeconds) = (kept.InheritedError, kept.Seconds, kept.EigenvalueSeconds);
        _values = new Eigenvalues(kept.Values, kept.ZeroRows, kept.DType, kept.ErrorOfValues);
    }

    /// <summary>One whose parts lie in several processes, and which is whole nowhere.</summary>
    private PointMatrix(MatrixInParts parts, EmpiricalRisk risk, CurvatureMatrix kind, FirstLayerRotation? rotation)
    {
        (_parts, Kind, _rotation, InheritedError) = (parts, kind, rotation, parts.InheritedError);
        Method = ExactHessianMethod.FullyConnectedClosedForm;
        _shift = kind.HoldsWeightDecay ? risk.WeightDecay : 0;
    }

    /// <summary>Which matrix it is.</summary>
    public CurvatureMatrix Kind { get; }

    /// <summary>
    /// The matrix [P, P], which stays this object's. Where <see cref="RotatedDimension"/> says so, it is smaller, and without λI of weight
    /// decay.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is known through its Gram matrix alone, or in parts.</exception>
    public DenseOperator Dense => _dense ?? throw new InvalidOperationException(
        $"The {Kind.Title} of this point is known {Otherwise}, and not whole.");

    /// <summary>
    /// P', where the parameters of the first layer were rotated so that the directions in which the inputs do not vary fall out; null
    /// where nothing was. The spectrum has all P eigenvalues, and the pairs are those of the parameters.
    /// </summary>
    public long? RotatedDimension => _rotation?.Dimension;

    /// <summary>How it was computed; null where it is known through its Gram matrix.</summary>
    public ExactHessianMethod? Method { get; }

    /// <summary>What its Gram matrix says; null where the matrix was computed whole.</summary>
    public GramFacts? Gram => field ??= _gram is null ? null : new GramFacts(_gram, Spectrum) { Eigenvectors = _gramVectors };

    /// <summary>A bound, in the spectral norm, of the error that the matrix came with.</summary>
    public double InheritedError { get; }

    /// <summary>The largest |A_ij − A_ji| before the two were made equal.</summary>
    public double Asymmetry { get; }

    /// <summary>What has to be known of how it was computed; null where there is nothing.</summary>
    public string? Remark { get; }

    /// <summary>How long it took to compute.</summary>
    public double Seconds { get; private init; }

    /// <summary>What found the eigenvalues where several processes did so together; null before, and where this one did so alone.</summary>
    public string? Solver => _parts?.Solver;

    /// <summary>How long it took to diagonalize; 0 before.</summary>
    public double EigenvalueSeconds { get; private set; }

    /// <summary>All eigenvalues.</summary>
    public Spectrum Spectrum => field ??= _gram is null ? new Spectrum(Diagonalized()) : DiagonalizedGram();

    /// <summary>The large eigenvalues, by every rule.</summary>
    public IReadOnlyList<OutlierCount> Outliers => field ??= OutlierCounting.CountByEveryRule(Spectrum);

    /// <summary>
    /// All eigenvalues with their vectors, or with a Gram matrix those above the error bound that there is room for. They stay this
    /// object's; computed anew where they were given away.
    /// </summary>
    /// <exception cref="InvalidOperationException">The point was made without vectors.</exception>
    public EigenPairs Pairs
    {
        get
        {
            if (!_hasVectors)
            {
                throw new InvalidOperationException("This point keeps no eigenvectors: make it with them.");
            }

            _ = Spectrum;
            return _pairs ??= FindPairs();
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
        _dense?.Dispose();
        _gram?.Dispose();
        _parts?.Dispose();
        _pairs?.Dispose();
        _pairs = null;
    }

    internal static PointMatrix From(KeptMatrix kept, CurvatureMatrix kind, FirstLayerRotation? rotation) =>
        new(kind, rotation, kept);

    /// <summary>What a run that goes on needs to know in the place of this; null where that is more than numbers.</summary>
    internal KeptMatrix? Keep() => _dense is not null && !_hasVectors && _values is { } values
        ? new KeptMatrix(
            Method, _rotation is not null, Asymmetry, Remark, InheritedError, Seconds, EigenvalueSeconds, values.Values, values.ZeroRows,
            values.DType, values.InheritedError)
        : null;

    internal static PointMatrix ByGram(
        EmpiricalRisk risk, GramUse use, bool hasVectors, IProgress<double>? progress, CancellationToken cancellation) =>
        new(risk, use, hasVectors, progress, cancellation);

    /// <summary>
    /// The matrix in parts, which all processes that share the risk compute; null where the network's layers do not make up its function.
    /// </summary>
    internal static PointMatrix? TryInParts(
        EmpiricalRisk risk, CurvatureMatrix kind, FirstLayerRotation? rotation, IProgress<double>? progress, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        var parts = MatrixInParts.TryCompute(risk, (OutputCurvatureMatrix)kind, rotation, progress, cancellation);
        return parts is null
            ? null
            : new PointMatrix(parts, risk, kind, rotation) { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
    }

    private static ComputedMatrix Compute(
        EmpiricalRisk risk, CurvatureMatrix kind, FirstLayerRotation? rotation, KeptMatrices? kept, IProgress<double>? progress,
        CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        ExactHessian matrix = kind.ExactRotated(risk, rotation, progress, cancellation);
        var computed = new ComputedMatrix(matrix, Stopwatch.GetElapsedTime(start).TotalSeconds);
        kept?.Keep(computed);
        return computed;
    }

    private string Otherwise => _gram is not null ? "through its Gram matrix"
        : _parts is not null ? "in parts of several processes"
        : "by its eigenvalues";

    private Spectrum DiagonalizedGram()
    {
        long start = Stopwatch.GetTimestamp();
        using DenseOperator gram = _gram!.ToOperator();
        using EigenPairs? pairs = _hasVectors ? DenseEigensolver.Pairs(gram) : null;
        Eigenvalues values = pairs?.Eigenvalues ?? DenseEigensolver.Values(gram);
        _pairs = pairs is null ? null : FindGramPairs(pairs);
        var spectrum = Spectrum.OfGram(values, _gram.RowPrecision, (int)_gram.Dimension, _shift);
        EigenvalueSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return spectrum;
    }

    private EigenPairs FindGramPairs(EigenPairs ofGram)
    {
        var ofData = Spectrum.OfGram(ofGram.Eigenvalues, _gram!.RowPrecision, (int)_gram.Dimension, shift: 0);
        EigenPairs pairs = GramEigenvectors.Find(_gram, ofGram, ofData, _mostGramVectors, _shift, _cancellation);
        _gramVectors = pairs.Values.Count;
        return pairs;
    }

    private Eigenvalues FindValues()
    {
        Eigenvalues values = _parts?.Values() ?? DenseEigensolver.Values(Dense);
        return _rotation is not null ? RotatedPairs.WithDropped(values, _rotation, _shift)
            : _shift != 0 ? Shifted(values)
            : values;
    }

    private Eigenvalues Shifted(Eigenvalues values) =>
        new([.. values.Values.Select(value => value + _shift)], zeroRows: 0, values.DType, values.InheritedError);

    private EigenPairs FindPairs()
    {
        if (_gram is not null)
        {
            using DenseOperator gram = _gram.ToOperator();
            using EigenPairs ofGram = DenseEigensolver.Pairs(gram);
            return FindGramPairs(ofGram);
        }

        EigenPairs pairs = DenseEigensolver.Pairs(Dense);
        if (_rotation is null)
        {
            return pairs;
        }

        using (pairs)
        {
            return RotatedPairs.RotatedBack(pairs, _rotation, _shift);
        }
    }

    private Eigenvalues Diagonalized()
    {
        if (_values is null)
        {
            long start = Stopwatch.GetTimestamp();
            _pairs = _hasVectors ? FindPairs() : null;
            _values = _pairs?.Eigenvalues ?? FindValues();
            EigenvalueSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return _values;
    }
}
