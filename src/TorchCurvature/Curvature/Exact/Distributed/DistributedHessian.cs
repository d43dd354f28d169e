using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Operators.Distributed;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Distributed;

/// <summary>
/// One process's part of the exact Hessian of a fully connected network (or of its Gauss–Newton matrix or empirical Fisher), in closed form
/// and without communication: any rows and columns of it need no others. With the parameter of column c leading to unit u from input a_c
/// (of hidden unit v, where there is one), and r one of all rows,
/// <code>
/// H[r, c] = Σ_n  a_c (S[u, u_r] a_r + T[u, v_r] δ_r)  +  δ_c T[u_r, v] a_r,    δ_c = δ[u],
/// </code>
/// where S is what couples the derivatives in two pre-activations (<see cref="UnitDerivatives.Curvature"/>) and T the derivative of an
/// activation in a pre-activation. The columns of one unit share the first bracket, those that read one hidden unit the second: each is one
/// matrix product, 2·N multiplications for every entry of the part. The symmetry of H is not used; the parts are symmetric to rounding.
/// </summary>
/// <remarks>Every process needs all of the data.</remarks>
internal sealed class DistributedHessian
{
    // Numbers of one tile of brackets, which is to stay in the cache, and of all that is made of the examples that are taken at once.
    private const long TileLength = 1 << 19;
    private const long WorkLength = 1 << 25;

    private readonly FullyConnectedChain _chain;
    private readonly OutputCurvatureMatrix _kind;
    private readonly PartSide _rows;
    private readonly PartSide _columns;
    private readonly Tensor _part;

    private DistributedHessian(
        FullyConnectedChain chain, OutputCurvatureMatrix kind, PartSide rows, PartSide columns, Tensor part) =>
        (_chain, _kind, _rows, _columns, _part) = (chain, kind, rows, columns, part);

    /// <summary>Whether a risk's model is one whose parts can be computed so.</summary>
    public static bool AppliesTo(EmpiricalRisk risk) => ExactComputation.MethodFor(risk) == ExactHessianMethod.FullyConnectedClosedForm;

    /// <summary>Bytes that a process takes for its part at the peak: the part itself and some working memory.</summary>
    /// <param name="dimension">Rows of the matrix.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="dtype">The model's precision.</param>
    public static double RequiredBytes(long dimension, ProcessGrid grid, ScalarType dtype)
    {
        double part = (double)grid.RowAxis.OwnBelow(dimension) * grid.ColumnAxis.OwnBelow(dimension);
        return (part + (2 * WorkLength)) * dtype.ElementSize();
    }

    /// <summary>
    /// Computes this process's part, which the caller owns. An entry that is infinite or undefined is in some parts only: their norms
    /// together show it.
    /// </summary>
    /// <param name="risk">The risk, with all of the data, at the point.</param>
    /// <param name="kind">Which matrix.</param>
    /// <param name="grid">The grid of processes, and the place of this one.</param>
    /// <param name="rotation">The coordinates to compute it in, without λI of weight decay; null for the parameters.</param>
    /// <param name="progress">Receives the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops between pieces of the data.</param>
    /// <exception cref="NotSupportedException">The model is no chain of linear layers and activations, or the data are shared.</exception>
    public static BlockCyclicPart Compute(
        EmpiricalRisk risk, OutputCurvatureMatrix kind, ProcessGrid grid, FirstLayerRotation? rotation = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (!AppliesTo(risk))
        {
            throw new NotSupportedException("The exact matrix over several processes is for chains of linear layers and activations.");
        }

        if (risk.Sum.Reduction != Reduction.Alone)
        {
            throw new NotSupportedException("Parts of the exact matrix are computed from all of the data, and these are shared.");
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        FeedForwardStructure structure = FeedForwardStructure.Of(risk)!;
        var chain = new FullyConnectedChain(rotation?.Rotate(structure) ?? structure);
        using PartSide rows = new(chain.Layers, grid.RowAxis, risk.Layout.Device);
        using PartSide columns = new(chain.Layers, grid.ColumnAxis, risk.Layout.Device);
        Tensor part = zeros([columns.Count, rows.Count], risk.Layout.DType, risk.Layout.Device);
        new DistributedHessian(chain, kind, rows, columns, part).AddAll(risk, progress, cancellation);
        long dimension = rotation?.Dimension ?? risk.Dimension;
        if (rotation is null && risk.WeightDecay != 0 && kind.HoldsWeightDecay)
        {
            AddWeightDecay(part, grid, dimension, risk.WeightDecay);
        }

        return new BlockCyclicPart(grid, dimension, part.DetachFromDisposeScope());
    }

    private long ExamplesAtOnce => Math.Max(1, WorkLength / (UnitDerivatives.LengthOf(_chain.Layers) + _columns.Count));

    private void AddAll(EmpiricalRisk risk, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable kernels = risk.EnterRightKernels();
        long done = 0;
        risk.Sum.OverPieces(
            ExamplesAtOnce,
            piece =>
            {
                FullyConnectedPass pass = _chain.Propagate(piece, risk.Loss, risk.TotalWeight, _kind);
                Add(new UnitDerivatives(_chain.Layers, pass, _kind.HasSecondDerivatives), cancellation);
                done += piece.Count;
                progress?.Report((double)done / risk.ExampleCount);
            },
            _ => { },
            cancellation);
    }

    private void Add(UnitDerivatives units, CancellationToken cancellation)
    {
        Tensor ofColumns = units.Inputs.index_select(0, _columns.Inputs);
        long length = Math.Max(1, TileLength / units.Inputs.shape[1]);
        for (long first = 0; first < _rows.Count; first += length)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            long count = Math.Min(length, _rows.Count - first);
            AddTile(units, ofColumns, first, count);
        }
    }

    private void AddTile(UnitDerivatives derivatives, Tensor ofColumns, long first, long count)
    {
        Tensor units = _rows.Units.narrow(0, first, count), sources = _rows.Sources.narrow(0, first, count);
        Tensor inputs = derivatives.Inputs.index_select(0, _rows.Inputs.narrow(0, first, count));
        Tensor gradients = derivatives.Gradients.index_select(0, units);
        (int firstLayer, int lastLayer) = _rows.LayersOf(first, count);
        Tensor tile = _part.narrow(1, first, count);
        foreach (IGrouping<long, UnitRun> ofUnit in _columns.Runs.GroupBy(run => run.Unit))
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor bracket = derivatives.Curvature[ofUnit.Key].index_select(0, units).mul_(inputs);
            if (derivatives.Activations is { } activations && ofUnit.First().Layer < lastLayer)
            {
                bracket.AddProductInPlace(activations[ofUnit.Key].index_select(0, sources), gradients, factor: 1);
            }

            foreach (UnitRun run in ofUnit)
            {
                tile.narrow(0, run.First, run.Count).addmm_(ofColumns.narrow(0, run.First, run.Count), bracket.t(), beta: 1, alpha: 1);
            }
        }

        if (derivatives.Activations is null)
        {
            return;
        }

        foreach (UnitReaders readers in _columns.Readers.Where(r => r.Layer > firstLayer))
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor bracket = derivatives.Activations.select(1, readers.Source).index_select(0, units).mul_(inputs);
            tile.AddRowsInPlace(readers.Places, derivatives.Gradients.index_select(0, readers.Units).mm(bracket.t()));
        }
    }

    private static void AddWeightDecay(Tensor part, ProcessGrid grid, long dimension, double weightDecay)
    {
        using DisposeScope scope = NewDisposeScope();
        long[] onDiagonal = [.. grid.ColumnAxis.Numbers(dimension).Where(grid.RowAxis.Owns)];
        Tensor columns = tensor([.. onDiagonal.Select(grid.ColumnAxis.OwnBelow)], device: part.device);
        Tensor rows = tensor([.. onDiagonal.Select(grid.RowAxis.OwnBelow)], device: part.device);
        Tensor values = part.index(TensorIndex.Tensor(columns), TensorIndex.Tensor(rows));
        part.index_put_(values.AddInPlace(weightDecay), columns, rows);
    }
}
