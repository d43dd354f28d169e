using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Exact.Distributed;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators.Distributed;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Ranks;

/// <summary>
/// A matrix that every process makes by itself: <c>network DTYPE SEED INPUTS WIDTH … OUTPUTS</c> is the Hessian of a network, part by part,
/// and <c>matrix DTYPE SEED ROWS</c> one whose every process cuts its part out of the whole.
/// </summary>
public sealed class RankCase : IDisposable
{
    private const long Examples = 50;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly EmpiricalRisk? _risk;
    private readonly Tensor? _whole;

    public RankCase(string text)
    {
        string[] words = text.Split(' ');
        ScalarType dtype = words[1] == "float32" ? ScalarType.Float32 : ScalarType.Float64;
        long[] numbers = [.. words.Skip(2).Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        using var generator = new Generator((ulong)numbers[0]);
        if (words[0] == "matrix")
        {
            Dimension = numbers[1];
            _whole = SymmetricMatrix(Dimension, generator).to(dtype);
            return;
        }

        Sequential network = MultilayerPerceptron.Create(
            numbers[1], [.. numbers[2..^1].Select(width => (int)width)], (int)numbers[^1], Activation.Tanh, seed: (int)numbers[0], dtype);
        Tensor inputs = randn([Examples, numbers[1]], ScalarType.Float64, generator: generator).to(dtype);
        Tensor labels = randint(0, numbers[^1], [Examples], ScalarType.Int64, generator: generator);
        _risk = new EmpiricalRisk(network, new CrossEntropy(), [new Batch(inputs, labels)], weightDecay: 0.01);
        Dimension = _risk.Dimension;
    }

    /// <summary>Rows of the matrix.</summary>
    public long Dimension { get; }

    /// <summary>The whole matrix, which the caller owns.</summary>
    public Tensor Whole()
    {
        if (_whole is not null)
        {
            return _whole.clone().DetachFromDisposeScope();
        }

        using ExactHessian exact = ExactHessian.Compute(_risk!);
        return exact.Matrix.clone().DetachFromDisposeScope();
    }

    /// <summary>One process's part, which the caller owns.</summary>
    internal BlockCyclicPart Part(ProcessGrid grid)
    {
        if (_whole is null)
        {
            return DistributedHessian.Compute(_risk!, CurvatureMatrices.Hessian, grid);
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor rows = tensor(grid.RowAxis.Numbers(Dimension)), columns = tensor(grid.ColumnAxis.Numbers(Dimension));
        Tensor part = _whole.index_select(0, columns).index_select(1, rows).contiguous();
        return new BlockCyclicPart(grid, Dimension, part.DetachFromDisposeScope());
    }

    public void Dispose()
    {
        _risk?.Model.Dispose();
        _scope.Dispose();
    }

    // Eigenvalues of every size between -1 and 10: many that are nearly 0, some that are 0, and one that is there many times.
    private static Tensor SymmetricMatrix(long rows, Generator generator)
    {
        (Tensor basis, _) = linalg.qr(randn([rows, rows], ScalarType.Float64, generator: generator));
        Tensor values = zeros(rows, ScalarType.Float64);
        long third = rows / 3;
        values.narrow(0, 0, third).copy_(logspace(-14, 1, third, dtype: ScalarType.Float64));
        values.narrow(0, third, third).fill_(-0.5);
        values[0] = -1;
        Tensor matrix = (basis * values).mm(basis.t());
        return (matrix + matrix.t()) / 2;
    }
}
