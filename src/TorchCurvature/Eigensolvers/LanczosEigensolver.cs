using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>
/// The largest and the smallest eigenvalues of a symmetric matrix, with vectors, by block Lanczos with full reorthogonalization and thick
/// restart (Wu, Simon 2000). A run can be stepped, saved and resumed; <see cref="Solve"/> does all of it at once.
/// </summary>
/// <remarks>
/// <para>
/// A Krylov space holds at most as many copies of a multiple eigenvalue as its first block has columns. So once every wanted pair has
/// converged, the run starts again from a random block orthogonal to all of them, until the next pair of each end has converged or its
/// interval stays inside: if a wanted value leaves its own interval, copies were missing, and the search goes on. It ends when such a round
/// brings nothing new. Up to <see cref="LanczosOptions.BlockSize"/> copies are found at the first start, and as many more in each round.
/// One round resolves what the tolerance resolves: an eigenvalue that lies further out than a reported one by less than
/// <see cref="LanczosOptions.Tolerance"/>·max|λ| may be passed over. No method that sees products only can exclude an eigenvalue whose
/// vector is orthogonal to every start; random starts make that unlikely.
/// </para>
/// <para>Converged pairs stay in the basis, so everything else is kept orthogonal to them. Cost of a step of p columns: p products and
/// 12·n·k·p operations, k vectors being held.</para>
/// </remarks>
public sealed class LanczosEigensolver : IDisposable
{
    private const double RoundingFactor = 16;

    private readonly SymmetricOperator _operator;
    private readonly LanczosOptions _options;
    private readonly WantedPairs _wanted;
    private readonly KrylovSpace _space;
    private long _products;
    private int _restarts;
    private UnconfirmedValue[]? _unconfirmed;
    private SolverStatus? _status;
    private LanczosProgress _progress;

    /// <summary>Prepares a run and takes the memory of its basis; multiplies nothing yet.</summary>
    /// <param name="a">A; referred to, not owned.</param>
    /// <param name="options">What to look for.</param>
    /// <param name="start">Vectors [n, s] to begin with, as eigenvectors of a matrix nearby; dependent ones are replaced. Not kept.</param>
    /// <exception cref="ArgumentException">The options do not fit the operator, or the start has another shape or device.</exception>
    public LanczosEigensolver(SymmetricOperator a, LanczosOptions options, Tensor? start = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(options);
        KrylovSpace.CheckStart(a, start);
        options = options with { BlockSize = Math.Max(options.BlockSize, (int)(start?.shape[1] ?? 0)) };
        LanczosOptions.Check(options, a);
        (_operator, _options, _wanted) = (a, options, WantedPairs.Of(options, a.Dimension));
        _space = KrylovSpace.Start(a, options.Capacity(a.Dimension), options.BlockSize, options.Seed, start);
        _progress = new LanczosProgress(0, 0, 0, _wanted.Count, double.PositiveInfinity, isConfirming: false);
    }

    private LanczosEigensolver(SymmetricOperator a, LanczosOptions options, LanczosState state, KrylovSpace space)
    {
        (_operator, _options, _wanted, _space) = (a, options, WantedPairs.Of(options, a.Dimension), space);
        (_products, _restarts, _unconfirmed, _status) = (state.Products, state.Restarts, state.Unconfirmed, state.Status);
        _progress = new LanczosProgress(_products, _restarts, 0, _wanted.Count, double.PositiveInfinity, _unconfirmed is not null);
    }

    /// <summary>Whether nothing is left to do but <see cref="Complete"/>.</summary>
    public bool IsFinished => _status is not null;

    /// <summary>Bytes that a run takes at its peak, its result included and the operator's own products not.</summary>
    /// <param name="dimension">n.</param>
    /// <param name="dtype">Precision of the operator.</param>
    /// <param name="options">What to look for.</param>
    public static double RequiredBytes(long dimension, ScalarType dtype, LanczosOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return KrylovSpace.RequiredBytes(dimension, dtype, options.Capacity(dimension), options.BlockSize)
            + (Math.Min(dimension, (long)options.Top + options.Bottom) * (double)dimension * dtype.ElementSize());
    }

    /// <summary>Runs to the end. Never throws for lack of convergence: see <see cref="ExtremalEigenPairs.Status"/>.</summary>
    /// <param name="a">A; referred to, not owned.</param>
    /// <param name="options">What to look for.</param>
    /// <param name="start">Vectors [n, s] to begin with; see the constructor.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Ends the run at the next product, with what is known by then.</param>
    /// <returns>The pairs, which the caller owns.</returns>
    /// <exception cref="ArgumentException">The options do not fit the operator, or the start has another shape or device.</exception>
    public static ExtremalEigenPairs Solve(
        SymmetricOperator a, LanczosOptions options, Tensor? start = null, IProgress<LanczosProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using LanczosEigensolver run = new(a, options, start);
        while (!run.IsFinished)
        {
            run.Advance(cancellation);
            progress?.Report(run._progress);
        }

        return run.Complete(cancellation);
    }

    /// <summary>One step: a block of products, and a restart before it where the basis is full. Nothing in a finished run.</summary>
    /// <param name="cancellation">Finishes the run instead; a state saved after that resumes as if it had not been.</param>
    /// <returns>Where the run stands after its last product.</returns>
    public LanczosProgress Advance(CancellationToken cancellation = default)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        if (IsFinished)
        {
            return _progress;
        }

        if (_products + _space.Pending + _wanted.Count > _options.MaxProducts)
        {
            _status = SolverStatus.ProductLimit;
            return _progress;
        }

        if (_space.IsFull)
        {
            using RitzDecomposition ritz = _space.Decompose();
            _space.Keep(ritz, _wanted.WithSpare(ritz, _space.Scale, _space.Capacity, _space.BlockSize));
            _restarts++;
        }

        if (Multiply(_space.NextBlock(), cancellation) is { } product)
        {
            _space.Append(product);
            Examine();
        }

        return _progress;
    }

    /// <summary>Computes the pairs, and their residual norms from fresh products unless the run was stopped or does not confirm.</summary>
    /// <param name="cancellation">Falls back on the recurrence's residual norms.</param>
    /// <returns>The wanted pairs, or as many as are known; the caller owns them.</returns>
    public ExtremalEigenPairs Complete(CancellationToken cancellation = default)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        if (_space.Count == 0)
        {
            Tensor none = empty([_operator.Dimension, 0], _operator.DType, _operator.Device);
            return new ExtremalEigenPairs(
                [], none.MoveToOuterDisposeScope(), 0, 0, areResidualsRecomputed: false, _options.Confirms, _products,
                _status ?? SolverStatus.Cancelled);
        }

        using RitzDecomposition ritz = _space.Decompose();
        int[] wanted = _wanted.Among(_space.Count);
        double[] values = [.. wanted.Select(i => ritz.Values[i])], residuals = [.. wanted.Select(i => ritz.ResidualNorms[i])];
        Tensor vectors = _space.RitzVectors(ritz, wanted);
        bool isRecomputed = _options.Confirms
            && _status is SolverStatus.Converged or SolverStatus.InvariantSubspace or SolverStatus.ProductLimit
            && Verify(vectors, values, residuals, cancellation);

        // Fresh products may order a cluster otherwise.
        int top = Math.Min(_wanted.Top, wanted.Length);
        int[] order = WantedPairs.FromOutsideIn(values, top);
        if (!order.SequenceEqual(Enumerable.Range(0, order.Length)))
        {
            vectors = vectors.index_select(0, tensor([.. order.Select(i => (long)i)], device: vectors.device));
        }

        double scale = Math.Max(_space.Scale, values.Max(Math.Abs));
        double[] radii = ResidualIntervals.Radii(values, residuals, Rounding(scale));
        RitzPair[] pairs = [.. order.Select(PairAt)];
        SolverStatus status = _status ?? SolverStatus.Cancelled;
        if (status == SolverStatus.Converged && !pairs.All(p => p.IsConverged))
        {
            status = SolverStatus.PrecisionLimit;
        }

        return new ExtremalEigenPairs(
            pairs, vectors.t().MoveToOuterDisposeScope(), scale, _options.Tolerance * scale, isRecomputed, _options.Confirms, _products,
            status);

        RitzPair PairAt(int i, int place)
        {
            (SpectrumEnd end, int index) = place < top ? (SpectrumEnd.Top, place) : (SpectrumEnd.Bottom, place - top);
            return new RitzPair(end, 1 + index, values[i], residuals[i], radii[i], residuals[i] <= _options.Tolerance * scale);
        }
    }

    /// <summary>Writes the state of the run, whole or not at all: all that the next step depends on, about the size of the basis.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        SolverStatus? lasting = _status is SolverStatus.Cancelled ? null : _status;
        LanczosStateFile.Write(path, _operator, _options, new LanczosState(_products, _restarts, _unconfirmed, lasting), _space);
    }

    /// <summary>Goes on where a saved run was: the same bits as if it had not stopped.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <param name="a">The same operator, which the caller knows it to be: only dimension and precision are checked. Not owned.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no such state, is damaged, or of another dimension or precision.</exception>
    public static LanczosEigensolver Resume(string path, SymmetricOperator a)
    {
        (LanczosOptions options, LanczosState state, KrylovSpace space) = LanczosStateFile.Read(path, a);
        return new LanczosEigensolver(a, options, state, space);
    }

    /// <summary>Releases the basis.</summary>
    public void Dispose() => _space.Dispose();

    private void Examine()
    {
        using RitzDecomposition ritz = _space.Decompose();
        int[] wanted = _wanted.Among(_space.Count);
        _progress = new LanczosProgress(
            _products, _restarts, wanted.Count(i => ritz.ResidualNorms[i] <= _options.Tolerance * _space.Scale), _wanted.Count,
            _wanted.WorstResidual(ritz, wanted, _space.Scale), _unconfirmed is not null);
        if (_space.Pending == 0)
        {
            _status = SolverStatus.InvariantSubspace;
            return;
        }

        // The first steps of a round say nothing: a random vector is close to the bulk, whatever lies outside.
        if (wanted.Length < _wanted.Count || (_unconfirmed is not null && !_space.IsFull))
        {
            return;
        }

        if (!wanted.All(i => _wanted.HasConverged(ritz, i, _space.Scale)))
        {
            _unconfirmed = null;
            return;
        }

        if (!_options.Confirms)
        {
            _status = SolverStatus.Converged;
            return;
        }

        double[] values = [.. wanted.Select(i => ritz.Values[i])];
        if (_unconfirmed is not null && !_wanted.StaysInside(ritz, _space.Scale))
        {
            return;
        }

        if (_unconfirmed is not null && _unconfirmed.Zip(values).All(pair => pair.First.Holds(pair.Second)))
        {
            _status = SolverStatus.Converged;
            return;
        }

        _space.KeepWithRandomBlock(ritz, wanted);
        double[] radii = ResidualIntervals.Radii(values, [.. wanted.Select(i => ritz.ResidualNorms[i])], Rounding(_space.Scale));
        _unconfirmed = [.. values.Zip(radii, (value, radius) => new UnconfirmedValue(value, radius))];
    }

    private double Rounding(double scale) =>
        RoundingFactor * WorkingPrecision.Of(_operator.DType).UnitRoundoff * Math.Max(scale, _operator.RoundingScale);

    // The product, or null where the run ended instead.
    private Tensor? Multiply(Tensor block, CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            Tensor product = _operator.Multiply(block, cancellation);
            _products += block.shape[1];
            if (double.IsFinite(product.sum(ScalarType.Float64).item<double>()))
            {
                return product;
            }

            _status = SolverStatus.NotFinite;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            _status = SolverStatus.Cancelled;
        }

        return null;
    }

    private bool Verify(Tensor vectors, double[] values, double[] residuals, CancellationToken cancellation)
    {
        for (int first = 0; first < values.Length; first += _options.BlockSize)
        {
            using DisposeScope scope = NewDisposeScope();
            SolverStatus? before = _status;
            int count = Math.Min(_options.BlockSize, values.Length - first);
            Tensor v = vectors.narrow(0, first, count);
            if (Multiply(v.t(), cancellation) is not { } product)
            {
                _status = before;
                return false;
            }

            RayleighQuotients.Compute(v, product, values.AsSpan(first, count), residuals.AsSpan(first, count));
        }

        return true;
    }
}
