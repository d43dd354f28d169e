using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact;

/// <summary>
/// The exact Hessian of a fully connected network in closed form. With z_l = W_l ā_{l−1}, D_l = diag φ'(z_l), δ_l = ∂ℓ/∂z_l, B_l =
/// ∂²ℓ/∂z_l² and J_{m,l} = ∂z_m/∂z_l for each example, and every sum over examples divided by N:
/// <code>
/// ∂²L/∂W_m[p,q]∂W_l[i,j] = Σ_n (B_m J_{m,l})[p,i] ā_{m−1}[q] ā_{l−1}[j]  +  1{m > l} Σ_n δ_m[p] (D_{m−1} J_{m−1,l})[q,i] ā_{l−1}[j]
/// </code>
/// The first sum is one matrix product a pair of layers, of [h_m·h_l, n] with the products of two activations [n, d_m·d_l] (a Khatri–Rao
/// product, formed in pieces that stay in the cache). For m = l both factors are symmetric in their two indices, so a quarter of the work
/// is enough. The Gauss–Newton matrix has the first sum only, with B without φ''; and the empirical Fisher is that with g gᵀ for the
/// Hessian in the outputs. Sources: Bishop 1992; Botev, Ritter, Barber 2017; mathematics.md (11), (12), (13).
/// </summary>
internal sealed class FullyConnectedHessian
{
    // Numbers in one piece of the product of activations, and in one piece of the result.
    private const long PieceLength = 1 << 19;
    private const long ExampleLength = 1 << 24;

    private readonly FullyConnectedChain _chain;
    private readonly LinearLayer[] _layers;
    private readonly SymmetricAssembly _assembly;
    private readonly OutputCurvatureMatrix _kind;

    public FullyConnectedHessian(FeedForwardStructure structure, SymmetricAssembly assembly, OutputCurvatureMatrix kind)
    {
        (_kind, _assembly) = (kind, assembly);
        _chain = new FullyConnectedChain(structure);
        _layers = _chain.Layers;
    }

    /// <summary>How many examples to take at once, so that their small matrices B and J stay within some hundred megabytes.</summary>
    public long ExamplesAtOnce => ExamplesAtOnceOf(_layers);

    internal static long ExamplesAtOnceOf(LinearLayer[] layers)
    {
        long units = layers.Sum(l => l.Channels);
        return Math.Max(1, ExampleLength / ((units * units) + layers.Sum(l => 3 * l.Inputs)));
    }

    /// <summary>Adds one batch's share, Σ over its examples divided by N. The first call writes every entry of the matrix.</summary>
    public void Add(Batch batch, Loss loss, double totalWeight, bool isFirst)
    {
        using DisposeScope scope = NewDisposeScope();
        FullyConnectedPass pass = _chain.Propagate(batch, loss, totalWeight, _kind);
        Tensor[] jacobians = []; // J_{m,l} for l < m
        for (int m = 0; m < _layers.Length; m++)
        {
            AddDiagonalBlock(m, pass, isFirst);
            Tensor weight = _layers[m].Weight;
            Tensor[] above = [.. jacobians.Select(j => pass.Slopes[m - 1].unsqueeze(2) * j)]; // D_{m−1} J_{m−1,l} for l < m − 1
            jacobians = [.. above.Select(weight.matmul), .. m > 0 ? [weight * pass.Slopes[m - 1].unsqueeze(1)] : Array.Empty<Tensor>()];
            for (int l = 0; l < m; l++)
            {
                AddOffDiagonalBlock(m, l, jacobians[l], pass, isFirst);
                if (!_kind.HasSecondDerivatives)
                {
                    continue;
                }

                if (l < m - 1)
                {
                    AddGradientTerm(m, l, above[l], pass);
                }
                else
                {
                    AddAdjacentGradientTerm(m, pass);
                }
            }
        }
    }

    private void AddDiagonalBlock(int l, FullyConnectedPass pass, bool write)
    {
        LinearLayer layer = _layers[l];
        using DisposeScope scope = NewDisposeScope();
        Tensor lowerPairs = tril_indices(layer.Channels, layer.Channels, device: pass.Inputs[l].device);
        Tensor flatPairs = lowerPairs[0].Times(layer.Channels).Plus(lowerPairs[1]);
        Tensor packed = pass.PreactivationHessians[l].flatten(1).index_select(1, flatPairs).t().contiguous();
        Tensor place = zeros([layer.Channels, layer.Channels], ScalarType.Int64, device: lowerPairs.device);
        Tensor numbers = HeldScalars.Range(0, packed.shape[0], lowerPairs.device);
        place.index_put_(numbers, lowerPairs[0], lowerPairs[1]).index_put_(numbers, lowerPairs[1], lowerPairs[0]);
        place = place.flatten();

        for (long q = 0, step; q < layer.Inputs; q += step)
        {
            step = PieceRows(layer.Inputs - q, columns: Math.Min(layer.Inputs, q + 32), pass, packed.shape[0]);
            using DisposeScope pieceScope = NewDisposeScope();
            long columns = q + step;
            Tensor sums = packed.mm(Products(pass.Inputs[l], q, step, pass.Inputs[l], columns).t()).view(-1, step, columns);
            // The square at the end is symmetric up to rounding, and exactly from here on.
            Tensor square = sums.narrow(2, q, step);
            square.copy_(square.tril().Plus(square.tril(-1).transpose(1, 2)));
            Tensor value = sums.index_select(0, place).view(layer.Channels, layer.Channels, step, columns);
            _assembly.Add(value, layer, q, layer, 0, write);
            if (q > 0)
            {
                _assembly.Add(value.narrow(3, 0, q).permute(1, 0, 3, 2), layer, 0, layer, q, write);
            }
        }
    }

    private void AddOffDiagonalBlock(int m, int l, Tensor jacobian, FullyConnectedPass pass, bool write)
    {
        (LinearLayer upper, LinearLayer lower) = (_layers[m], _layers[l]);
        using DisposeScope scope = NewDisposeScope();
        Tensor left = pass.PreactivationHessians[m].matmul(jacobian).flatten(1).t().contiguous();
        for (long q = 0, step; q < upper.Inputs; q += step)
        {
            step = PieceRows(upper.Inputs - q, lower.Inputs, pass, left.shape[0]);
            using DisposeScope pieceScope = NewDisposeScope();
            Tensor value = left.mm(Products(pass.Inputs[m], q, step, pass.Inputs[l], lower.Inputs).t())
                .view(upper.Channels, lower.Channels, step, lower.Inputs);
            _assembly.Add(value, upper, q, lower, 0, write);
            _assembly.Add(value.permute(1, 0, 3, 2), lower, 0, upper, q, write);
        }
    }

    private void AddGradientTerm(int m, int l, Tensor above, FullyConnectedPass pass)
    {
        (LinearLayer upper, LinearLayer lower) = (_layers[m], _layers[l]);
        using DisposeScope scope = NewDisposeScope();
        Tensor right = (pass.Gradients[m].t().unsqueeze(1) * pass.Inputs[l].unsqueeze(0)).flatten(0, 1);
        Tensor sums = above.flatten(1).t().mm(right.t()).view(upper.WeightInputs, lower.Channels, upper.Channels, lower.Inputs);
        _assembly.Add(sums.permute(2, 1, 0, 3), upper, 0, lower, 0, write: false);
        _assembly.Add(sums.permute(1, 2, 3, 0), lower, 0, upper, 0, write: false);
    }

    // Between neighbours D_{m−1} J_{m−1,l} = D_l is diagonal, so only entries with q = i are touched.
    private void AddAdjacentGradientTerm(int m, FullyConnectedPass pass)
    {
        (LinearLayer upper, LinearLayer lower) = (_layers[m], _layers[m - 1]);
        using DisposeScope scope = NewDisposeScope();
        Tensor left = (pass.Gradients[m].unsqueeze(2) * pass.Slopes[m - 1].unsqueeze(1)).flatten(1);
        Tensor sums = left.t().mm(pass.Inputs[m - 1].t()).view(upper.Channels, lower.Channels, lower.Inputs);
        _assembly.AddWhereRowInputIsColumnChannel(sums, upper, lower);
    }

    /// <summary>a[q, n] · b[j, n] for q in [first, first + count) and j below <paramref name="columns"/>, as [count·columns, n].</summary>
    private static Tensor Products(Tensor a, long first, long count, Tensor b, long columns) =>
        (a.narrow(0, first, count).unsqueeze(1) * b.narrow(0, 0, columns).unsqueeze(0)).flatten(0, 1);

    private static long PieceRows(long left, long columns, FullyConnectedPass pass, long resultRows) =>
        Math.Clamp(PieceLength / (columns * Math.Max(pass.Inputs[0].shape[1], resultRows)), 1, left);
}
