using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>
/// VᵀAV = T, tridiagonal, for an orthonormal basis V [n, m] of the Krylov space of a start vector, with full reorthogonalization (twice),
/// step by step. The basis is held in the operator's precision, everything else in float64.
/// </summary>
public sealed class LanczosTridiagonalization : IDisposable
{
    private const double HarmfulLoss = 1e-2;

    // What is left of a product below this many ε is its rounding.
    private const double RoundingFactor = 64;

    private readonly Tensor _rows;
    private readonly Tensor _deflated;
    private readonly double _roundoff;
    private readonly List<double> _diagonal = [];
    private readonly List<double> _offDiagonal = [];
    private double _scale;

    internal LanczosTridiagonalization(Tensor start, Tensor deflated, int steps, ScalarType dtype)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        _deflated = deflated;
        _roundoff = WorkingPrecision.Of(dtype).UnitRoundoff;
        _rows = empty([Math.Min(steps, start.numel() - deflated.shape[0]), start.numel()], dtype, start.device).DetachFromDisposeScope();
        Tensor w = empty([1, start.numel()], ScalarType.Float64, start.device).copy_(start.detach().reshape(1, -1));
        Normalize(w);
        // Twice: what a start in the span of the deflated vectors leaves is mostly rounding.
        for (int pass = 0; pass < 2; pass++)
        {
            Orthogonalization.Remove(deflated, w);
            Normalize(w);
        }

        _rows.narrow(0, 0, 1).copy_(w);
    }

    /// <summary>The diagonal of T: a number for each step taken.</summary>
    public IReadOnlyList<double> Diagonal => _diagonal;

    /// <summary>What is beside the diagonal of T: one number fewer.</summary>
    public IReadOnlyList<double> OffDiagonal => _offDiagonal;

    /// <summary>Whether the Krylov space is invariant: the quadrature is exact, and there is no further step.</summary>
    public bool IsInvariant { get; private set; }

    /// <summary>V as rows [m, n]; the caller owns this view.</summary>
    internal Tensor Rows => _rows.narrow(0, 0, _diagonal.Count);

    internal bool IsFinished => IsInvariant || _diagonal.Count == _rows.shape[0];

    /// <summary>Takes so many steps from a start vector, or fewer where the Krylov space becomes invariant before.</summary>
    /// <param name="a">A; referred to, not owned.</param>
    /// <param name="start">A vector [n] other than 0, in the operator's precision and on its device; normalized here.</param>
    /// <param name="steps">m, at least 1; no more than n are taken.</param>
    /// <param name="cancellation">Stops at the next product.</param>
    /// <returns>The tridiagonalization, which the caller owns. Takes m products and memory for m vectors.</returns>
    /// <exception cref="ArgumentException">The start has another shape or is not a finite vector other than 0, or a
    /// product is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LanczosTridiagonalization Compute(SymmetricOperator a, Tensor start, int steps, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        using DisposeScope scope = NewDisposeScope();
        if (start.dim() != 1 || start.shape[0] != a.Dimension
            || !(start.detach().norm().to(ScalarType.Float64).item<double>() is > 0 and < double.PositiveInfinity))
        {
            throw new ArgumentException(
                $"A start is a finite vector [{a.Dimension}] other than 0; this one is [{string.Join(", ", start.shape)}].", nameof(start));
        }

        var result = new LanczosTridiagonalization(start, empty([0, a.Dimension], ScalarType.Float64, a.Device), steps, a.DType);
        try
        {
            while (!result.IsFinished)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!result.Take(a.Multiply(result.Next(), cancellation)))
                {
                    throw new ArgumentException("A product of the operator holds an infinite or undefined number.", nameof(a));
                }
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>The Gauss quadrature of the steps taken so far.</summary>
    /// <exception cref="InvalidOperationException">No step has been taken.</exception>
    public GaussQuadrature Quadrature() => _diagonal.Count > 0
        ? GaussQuadrature.FromTridiagonal(_diagonal, _offDiagonal.Take(_diagonal.Count - 1).ToArray(), IsInvariant)
        : throw new InvalidOperationException("There is no quadrature before the first step.");

    /// <summary>V, as columns [n, m]: a copy that the caller owns.</summary>
    public Tensor Basis()
    {
        using DisposeScope scope = NewDisposeScope();
        return _rows.narrow(0, 0, _diagonal.Count).t().clone().MoveToOuterDisposeScope();
    }

    /// <summary>Releases the basis.</summary>
    public void Dispose() => _rows.Dispose();

    /// <summary>The vector [n, 1] that the next product is for; the caller owns this view.</summary>
    internal Tensor Next()
    {
        using Tensor row = _rows.narrow(0, _diagonal.Count, 1);
        return row.t();
    }

    /// <summary>Takes in the product [n, 1] of the last vector.</summary>
    /// <returns>False where it is not finite; nothing has changed then.</returns>
    internal bool Take(Tensor product)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor w = empty([1, _rows.shape[1]], ScalarType.Float64, _rows.device).copy_(product.t());
        double before = Orthogonalization.Norms(w)[0];
        if (!double.IsFinite(before))
        {
            return false;
        }

        int step = _diagonal.Count;
        Tensor basis = _rows.narrow(0, 0, step + 1);
        double alpha = RemoveAll(), beta = Normalize(w);
        _diagonal.Add(alpha);
        _scale = Math.Max(_scale, Math.Max(Math.Abs(alpha), beta));
        IsInvariant = beta <= RoundingFactor * _roundoff * _scale || step + 1 + _deflated.shape[0] == _rows.shape[1];
        if (IsFinished)
        {
            return true;
        }

        if (beta < HarmfulLoss * before)
        {
            RemoveAll();
            Normalize(w);
        }

        _offDiagonal.Add(beta);
        _rows.narrow(0, step + 1, 1).copy_(w);
        return true;

        double RemoveAll() => Orthogonalization.RemoveTwice([basis, _deflated], w)[step, 0].item<double>();
    }

    private static double Normalize(Tensor w)
    {
        double norm = Orthogonalization.Norms(w)[0];
        w.DivideInPlace(norm);
        return norm;
    }
}
