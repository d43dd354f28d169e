using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchCurvature.Statistics;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Spectra;

/// <summary>One computation of <see cref="SpectralMoments"/>, in the caller's dispose scope.</summary>
internal sealed class MomentRun
{
    private readonly SymmetricOperator _operator;
    private readonly MomentOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly List<double> _traces = [];
    private readonly List<double> _squares = [];
    private Tensor _basis;
    private double _exactTrace;
    private double _exactSquares;
    private long _products;
    private SolverStatus? _status;

    internal MomentRun(
        SymmetricOperator a, MomentOptions options, DeflationBasis deflation, KrylovSketch? sketch, CancellationToken cancellation)
    {
        (_operator, _options, _cancellation, _basis) = (a, options, cancellation, deflation.Rows);
        (_exactTrace, _exactSquares) = (deflation.Values.Sum(), deflation.SquaredNorms.Sum());
        if (sketch is not null)
        {
            _basis = cat([_basis, sketch.Rows]);
            _exactTrace += sketch.Trace;
            _exactSquares += sketch.SquaredNorm;
        }
    }

    internal SpectralMoments Complete(IProgress<SpectralMoments>? progress)
    {
        int sketch = (int)Math.Min(_options.SketchSize, _operator.Dimension - _basis.shape[0]);
        if (sketch > 0 && _products + (2 * sketch) <= _options.MaxProducts)
        {
            Sketch(sketch);
        }

        while (_status is null)
        {
            if (_basis.shape[0] == _operator.Dimension || (_traces.Count >= SpectralMoments.FewestProbes && Result() is var soFar
                && soFar.Trace.IsWithin(_options.RelativeError) && soFar.FrobeniusNorm.IsWithin(_options.RelativeError)))
            {
                _status = SolverStatus.Converged;
            }
            else if (_products + _options.BlockSize > _options.MaxProducts)
            {
                _status = SolverStatus.ProductLimit;
            }
            else
            {
                Sample();
                progress?.Report(Result());
            }
        }

        return Result();
    }

    private void Sketch(int size)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor start = RandomVectors.Gaussian(0, size, _operator.Dimension, _options.Seed, "trace sketch", _operator.Device);
        Orthogonalization.Remove(_basis, start);
        if (Multiply(start) is not { } image)
        {
            return;
        }

        int draws = size;
        using BlockExtension extension = BlockExtension.Compute(
            _basis, image, size, negligible: 0,
            () => RandomVectors.Gaussian(draws++, 1, _operator.Dimension, _options.Seed, "trace sketch", _operator.Device));
        if (Multiply(extension.Block) is not { } product)
        {
            return;
        }

        _exactTrace += (extension.Block * product).sum().item<double>();
        _exactSquares += product.Squared().sum().item<double>();
        _basis = cat([_basis, extension.Block.to(_operator.DType)]).MoveToOuterDisposeScope();
    }

    private void Sample()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor z = RandomVectors.Signs(
            _traces.Count, _options.BlockSize, _operator.Dimension, _options.Seed, "trace probe", _operator.Device);
        Orthogonalization.RemoveTwice([_basis], z);
        if (Multiply(z) is { } product)
        {
            _traces.AddRange((z * product).sum([1]).cpu().data<double>());
            _squares.AddRange(product.Squared().sum([1]).cpu().data<double>());
        }
    }

    // A times rows [p, n], as rows in float64; null where the run ended instead.
    private Tensor? Multiply(Tensor rows)
    {
        List<Tensor> products = [];
        try
        {
            for (long first = 0; first < rows.shape[0]; first += _options.BlockSize)
            {
                _cancellation.ThrowIfCancellationRequested();
                Tensor block = rows.narrow(0, first, Math.Min(_options.BlockSize, rows.shape[0] - first));
                products.Add(_operator.Multiply(block.t().to(_operator.DType), _cancellation).t().to(ScalarType.Float64));
                _products += block.shape[0];
            }
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            _status = SolverStatus.Cancelled;
            return null;
        }

        Tensor all = cat([.. products]).contiguous();
        if (!all.isfinite().all().item<bool>())
        {
            _status = SolverStatus.NotFinite;
            return null;
        }

        return all;
    }

    private SpectralMoments Result()
    {
        bool isExact = _basis.shape[0] == _operator.Dimension;
        SolverStatus status = _status ?? SolverStatus.Converged;
        if (!isExact && _traces.Count == 0)
        {
            Estimate none = new(EstimatedQuantity.Trace, double.NaN, double.NaN, 0, 0, _products) { Status = status };
            return new SpectralMoments(none, none with { Quantity = EstimatedQuantity.FrobeniusNorm }, status);
        }

        SampleMean trace = isExact ? SampleMean.Zero : SampleMean.Of(_traces),
            squares = isExact ? SampleMean.Zero : SampleMean.Of(_squares);
        double norm = Math.Sqrt(_exactSquares + squares.Mean);
        // d√x = dx / 2√x.
        double normError = norm > 0 ? squares.StandardError / (2 * norm) : squares.StandardError;
        SkewedInterval ofTrace = isExact ? default : SkewedInterval.Of(_traces);
        SkewedInterval ofSquares = isExact ? default : SkewedInterval.Of(_squares);
        return new SpectralMoments(
            new Estimate(EstimatedQuantity.Trace, _exactTrace + trace.Mean, trace.StandardError, 0, _traces.Count, _products)
            {
                Lower = _exactTrace + ofTrace.Lower,
                Upper = _exactTrace + ofTrace.Upper,
                Status = status,
            },
            new Estimate(EstimatedQuantity.FrobeniusNorm, norm, normError, 0, _traces.Count, _products)
            {
                Lower = Math.Sqrt(_exactSquares + Math.Max(0, ofSquares.Lower)),
                Upper = Math.Sqrt(_exactSquares + ofSquares.Upper),
                Status = status,
            },
            status);
    }
}
