using System.Globalization;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Columns;

/// <summary>
/// The Hessian of any twice differentiable module from one of its two triangles: the columns of each parameter tensor in the rows of that
/// tensor and of those behind it, several at a time on threads of their own.
/// </summary>
/// <remarks>
/// The other triangle is a copy, so what says that it is one is looked at: the blocks on the diagonal, which are computed whole; one whole
/// column of each tensor; and a product with a random vector, which sees every entry. Where the product differs by more than rounding,
/// libtorch's second derivative of some operator is wrong. Then all columns are computed whole, and the mean with the transpose is taken.
/// </remarks>
internal sealed class HessianTriangle
{
    /// <summary>Columns that share the graphs of their parameter's gradient.</summary>
    internal const long ChunkColumns = 64;

    // Of the matrix's norm, in ε, as for the closed forms.
    private const double Rounding = 2000;
    private const double InheritedErrors = 4;
    private const int Seed = 20120716;

    private readonly EmpiricalRisk _risk;
    private readonly OutputCurvatureMatrix _kind;
    private readonly HessianColumns _columns;
    private readonly IProgress<double>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly Lock _reporting = new();

    private HessianTriangle(
        EmpiricalRisk risk, OutputCurvatureMatrix kind, long examplesAtOnce, IProgress<double>? progress, CancellationToken cancellation)
    {
        (_risk, _kind, _progress, _cancellation) = (risk, kind, progress, cancellation);
        _columns = new HessianColumns(risk, examplesAtOnce, cancellation);
    }

    private IReadOnlyList<ParameterBlock> Blocks => _risk.Layout.Blocks;

    /// <summary>Fills [P, P], symmetric to the last bit.</summary>
    public static ColumnwiseFill Fill(
        Tensor matrix, EmpiricalRisk risk, OutputCurvatureMatrix kind, IProgress<double>? progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        long examplesAtOnce = ExamplePieces.SizeFor(risk);
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable kernels = ExamplePieces.Kernels(risk, examplesAtOnce);
        return new HessianTriangle(risk, kind, examplesAtOnce, progress, cancellation).Fill(matrix);
    }

    /// <summary>The columns of one parameter tensor, in chunks that a thread takes at a time.</summary>
    /// <param name="layout">The tensors.</param>
    /// <param name="block">Which one.</param>
    /// <param name="rows">In which rows.</param>
    internal static IEnumerable<ColumnChunk> Chunks(ParameterLayout layout, int block, Range rows)
    {
        ParameterBlock columns = layout.Blocks[block];
        for (long first = 0; first < columns.Length; first += ChunkColumns)
        {
            yield return new ColumnChunk(block, first, Math.Min(ChunkColumns, columns.Length - first), rows, columns.Offset + first);
        }
    }

    private ColumnwiseFill Fill(Tensor matrix)
    {
        using DisposeScope scope = NewDisposeScope();
        Write([.. Enumerable.Range(0, Blocks.Count).SelectMany(b => Chunks(_risk.Layout, b, b..))], matrix, _progress);
        _risk.Sum.Reduction.AddInPlace(matrix);
        double asymmetry = Math.Max(CompleteFromRows(matrix), LargestDifferenceOfSamples(matrix));
        double norm = matrix.FrobeniusNorm();
        if (!double.IsFinite(norm))
        {
            return new ColumnwiseFill(asymmetry);
        }

        double inherited = OutputRounding.Of(_risk, _kind, norm);
        double rounding = (Rounding * WorkingPrecision.Of(matrix.dtype).UnitRoundoff * norm) + (InheritedErrors * inherited);
        return DifferenceOfProducts(matrix) <= rounding ? new ColumnwiseFill(asymmetry, inherited) : FillWhole(matrix);
    }

    private ColumnwiseFill FillWhole(Tensor matrix)
    {
        Write([.. Enumerable.Range(0, Blocks.Count).SelectMany(b => Chunks(_risk.Layout, b, ..))], matrix, progress: null);
        _risk.Sum.Reduction.AddInPlace(matrix);
        double asymmetry = DenseAssembly.AverageWithTranspose(matrix).Largest;
        double largest = Math.Max(matrix.max().to(ScalarType.Float64).item<double>(), -matrix.min().to(ScalarType.Float64).item<double>());
        double inherited = OutputRounding.Of(_risk, _kind, matrix.FrobeniusNorm());
        string found = string.Create(
            CultureInfo.InvariantCulture, $"entries differ by up to {asymmetry:0.0e+0} where the largest is {largest:0.0e+0}");
        return new ColumnwiseFill(
            asymmetry,
            inherited,
            $"The second derivatives of this network are not symmetric: {found}, which is more than rounding. libtorch's second derivative of "
                + "some operator is wrong, as that of weight_norm is. The matrix is the mean of both triangles.");
    }

    private void Write(ColumnChunk[] chunks, Tensor target, IProgress<double>? progress)
    {
        double area = chunks.Sum(Area), done = 0;
        SideBySide.For(_risk.Layout.Device, chunks.Length, i =>
        {
            _cancellation.ThrowIfCancellationRequested();
            _columns.Write(chunks[i], target);
            lock (_reporting)
            {
                done += Area(chunks[i]);
                progress?.Report(done / area);
            }
        });
    }

    private double Area(ColumnChunk chunk) => (double)chunk.Count * Blocks.Take(chunk.Rows).Sum(b => b.Length);

    // Blocks on the diagonal get the mean with their transpose; the others are copied to the other side.
    private double CompleteFromRows(Tensor matrix)
    {
        double asymmetry = 0;
        foreach (ParameterBlock block in Blocks)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor rows = matrix.narrow(0, block.Offset, block.Length);
            asymmetry = Math.Max(
                asymmetry, DenseAssembly.AverageWithTranspose(rows.narrow(1, block.Offset, block.Length)).Largest);
            long behind = block.Offset + block.Length, rest = matrix.shape[0] - behind;
            if (rest > 0)
            {
                matrix.narrow(0, behind, rest).narrow(1, block.Offset, block.Length).copy_(rows.narrow(1, behind, rest).t());
            }
        }

        return asymmetry;
    }

    // One column of each tensor in the rows of the tensors before it, which nothing has computed yet.
    private double LargestDifferenceOfSamples(Tensor matrix)
    {
        if (Blocks.Count == 1)
        {
            return 0;
        }

        using DisposeScope scope = NewDisposeScope();
        var random = new Random(Seed);
        ColumnChunk[] samples =
        [
            .. Enumerable.Range(1, Blocks.Count - 1).Select(b => new ColumnChunk(b, random.NextInt64(Blocks[b].Length), 1, ..b, b)),
        ];
        Tensor found = zeros([Blocks.Count, matrix.shape[0]], ScalarType.Float64, matrix.device);
        Write(samples, found, progress: null);
        _risk.Sum.Reduction.AddInPlace(found);
        return samples.Max(sample =>
        {
            ParameterBlock block = Blocks[sample.Block];
            Tensor known = matrix[block.Offset + sample.First].narrow(0, 0, block.Offset);
            return (found[sample.Block].narrow(0, 0, block.Offset) - known).abs().max().to(ScalarType.Float64).item<double>();
        });
    }

    private double DifferenceOfProducts(Tensor matrix)
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(Seed, matrix.device);
        using SymmetricOperator products = _kind.Operator(_risk);
        Tensor direction = randn([matrix.shape[0], 1], matrix.dtype, matrix.device, generator: generator);
        Tensor expected = products.Multiply(direction, _cancellation);
        using IDisposable noGradient = no_grad();
        return (matrix.mm(direction) - expected).FrobeniusNorm();
    }
}
