using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Data;
using TorchCurvature.Precision;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact;

/// <summary>
/// An orthonormal basis of the span of what a first layer reads, the examples x̄_n ∈ R^{d+1} with a trailing 1 for the bias: the right
/// singular vectors of X̄ [N, d + 1] whose singular values rounding can tell from 0. From the triangular factor of X̄, which the pass over
/// the data updates piece by piece: X̄ᵀX̄ would have lost every singular value below √ε of the largest.
/// </summary>
internal sealed class InputSpan : IDisposable
{
    // In ε of the largest singular value: a few times what the factorization leaves of one that is 0.
    private const double NegligibleRoundoffs = 64;

    /// <summary>Takes ownership of a basis that was found.</summary>
    public InputSpan(Tensor basis) => Basis = basis;

    /// <summary>V [d + 1, ρ], in the precision of the inputs. This object owns it.</summary>
    public Tensor Basis { get; }

    /// <summary>The span of a risk's inputs where it has few enough dimensions; null where it has more.</summary>
    /// <param name="risk">The risk.</param>
    /// <param name="preparation">What is done to the inputs before the first layer.</param>
    /// <param name="hasBias">Whether there is a trailing 1.</param>
    /// <param name="mostDimensions">ρ at most.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static InputSpan? TryFind(
        EmpiricalRisk risk, IReadOnlyList<ChannelwiseMap> preparation, bool hasBias, long mostDimensions, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using Tensor triangular = TriangularFactor(risk, preparation, hasBias, cancellation);
        Tensor factor = triangular;
        if (!factor.isfinite().all().item<bool>())
        {
            return null; // the matrix itself says so, with what to do
        }

        // Of few examples, the factor is wide: its triangular factor from the other side is small.
        Tensor? side = null;
        if (factor.shape[0] < factor.shape[1])
        {
            (side, Tensor square) = linalg.qr(factor.t());
            factor = square.t();
        }

        (_, Tensor values, Tensor rightVectors) = linalg.svd(factor, fullMatrices: false);
        double[] singularValues = [.. values.cpu().data<double>()];
        double negligible = NegligibleRoundoffs * WorkingPrecision.Of(risk.Layout.DType).UnitRoundoff * singularValues[0];
        int rank = singularValues.Count(s => s > negligible);
        if (rank == 0 || rank > mostDimensions)
        {
            return null;
        }

        Tensor basis = rightVectors.narrow(0, 0, rank).t();
        basis = (side?.mm(basis) ?? basis).to(risk.Layout.DType).contiguous();
        return new InputSpan(basis.DetachFromDisposeScope());
    }

    /// <summary>x̄ of inputs x [n, d].</summary>
    public static Tensor WithOnes(Tensor inputs, bool hasBias) =>
        hasBias ? cat([inputs, ones([inputs.shape[0], 1], inputs.dtype, inputs.device)], 1) : inputs;

    /// <summary>Releases the basis.</summary>
    public void Dispose() => Basis.Dispose();

    // R with RᵀR = X̄ᵀX̄, in float64: that of each piece below that of all before it.
    private static Tensor TriangularFactor(
        EmpiricalRisk risk, IReadOnlyList<ChannelwiseMap> preparation, bool hasBias, CancellationToken cancellation)
    {
        List<Tensor> rows = [];
        using IDisposable kernels = risk.EnterRightKernels();
        try
        {
            AddAll();
            return rows[0];
        }
        catch
        {
            rows.ForEach(r => r.Dispose());
            throw;
        }

        void AddAll() => risk.Sum.Over(
            batch =>
            {
                Tensor x = preparation.Aggregate(batch.Inputs, (z, map) => map.Linearize(z).Output);
                rows.Add(WithOnes(x, hasBias).to(ScalarType.Float64).DetachFromDisposeScope());
                if (rows.Sum(r => r.shape[0]) > 2 * rows[0].shape[1])
                {
                    Compress(rows);
                }
            },
            all =>
            {
                Compress(rows);
                if (all != Reduction.Alone)
                {
                    long columns = rows[0].shape[1];
                    IReadOnlyList<double> gathered = all.Gather([.. rows[0].flatten().cpu().data<double>()]);
                    rows[0].Dispose();
                    rows[0] = tensor(gathered.ToArray(), device: risk.Layout.Device).view(-1, columns).DetachFromDisposeScope();
                    Compress(rows);
                }
            },
            cancellation);
    }

    private static void Compress(List<Tensor> rows)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor all = rows.Count == 1 ? rows[0].alias() : cat([.. rows]);
        Tensor compressed = all.shape[0] <= all.shape[1] ? all.clone() : linalg.qr(all, linalg.QRMode.R).R;
        rows.ForEach(r => r.Dispose());
        rows.Clear();
        rows.Add(compressed.DetachFromDisposeScope());
    }
}
