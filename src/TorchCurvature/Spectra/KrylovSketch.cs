using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Spectra;

/// <summary>
/// The Krylov space of one random probe, which serves twice: its quadrature is a sample of the density, and its basis Q, with AQ known from
/// the same products, takes the large part of the matrix out of trace and Frobenius norm (Hutch++ with a sketch that costs nothing more).
/// Its depth is that at which the quadrature is good enough for what is asked.
/// </summary>
internal sealed class KrylovSketch : IDisposable
{
    private const int FewestSteps = 16;
    private const int CheckEvery = 8;

    private readonly LanczosTridiagonalization _run;

    private KrylovSketch(LanczosTridiagonalization run, SolverStatus status) => (_run, Status) = (run, status);

    /// <summary>m, the products that it took.</summary>
    public int Steps => _run.Diagonal.Count;

    /// <summary>Why it ended.</summary>
    public SolverStatus Status { get; }

    /// <summary>tr QᵀAQ.</summary>
    public double Trace => _run.Diagonal.Sum();

    /// <summary>‖AQ‖²_F = ‖T‖²_F + β_m², with β_m the norm of what the last product left.</summary>
    public double SquaredNorm
    {
        get
        {
            double inside = _run.OffDiagonal.Take(Steps - 1).Sum(b => b * b), left = _run.OffDiagonal.Skip(Steps - 1).Sum(b => b * b);
            return _run.Diagonal.Sum(a => a * a) + (2 * inside) + left;
        }
    }

    /// <summary>The probe's quadrature.</summary>
    public GaussQuadrature Quadrature() => _run.Quadrature();

    /// <summary>Q as rows [m, n]; a view that is this object's.</summary>
    public Tensor Rows => _run.Rows;

    /// <summary>Bytes that it takes.</summary>
    /// <param name="dimension">n.</param>
    /// <param name="dtype">Precision of the operator.</param>
    /// <param name="options">Steps, or the error that decides them.</param>
    public static double RequiredBytes(long dimension, ScalarType dtype, QuadratureOptions options) =>
        (options.EffectiveSteps(dimension) + 1.0) * dimension * dtype.ElementSize();

    /// <summary>Takes steps from the first probe until they are enough.</summary>
    /// <param name="a">A; referred to, not owned.</param>
    /// <param name="deflation">What is projected out.</param>
    /// <param name="options">The options of the density.</param>
    /// <param name="isEnough">Asked after some steps.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Ends at the next product.</param>
    public static KrylovSketch Compute(
        SymmetricOperator a, DeflationBasis deflation, QuadratureOptions options, Func<GaussQuadrature, bool> isEnough,
        Action<int>? progress, CancellationToken cancellation)
    {
        long remaining = a.Dimension - deflation.Values.Length;
        int most = options.EffectiveSteps(remaining);
        using Tensor start = StochasticLanczosQuadrature.Probe(a, options, 0);
        // One row more than steps, so that what the last product leaves is known.
        var run = new LanczosTridiagonalization(start, deflation.Rows, most + 1, a.DType);
        var status = SolverStatus.Converged;
        while (status == SolverStatus.Converged && !run.IsFinished && run.Diagonal.Count < most && !IsDeepEnough())
        {
            using DisposeScope scope = NewDisposeScope();
            try
            {
                cancellation.ThrowIfCancellationRequested();
                status = run.Take(a.Multiply(run.Next(), cancellation)) ? status : SolverStatus.NotFinite;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                status = SolverStatus.Cancelled;
            }
            catch
            {
                run.Dispose();
                throw;
            }

            progress?.Invoke(run.Diagonal.Count);
        }

        return new KrylovSketch(run, status);

        bool IsDeepEnough()
        {
            int steps = run.Diagonal.Count;
            bool isAsked = options.Steps is null && steps >= FewestSteps && steps % CheckEvery == 0;
            return isAsked && isEnough(run.Quadrature());
        }
    }

    /// <summary>Releases the basis.</summary>
    public void Dispose() => _run.Dispose();
}
