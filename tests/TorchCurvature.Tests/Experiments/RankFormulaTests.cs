using System.Numerics;
using TorchCurvature.Experiments.LinearRanks;

namespace TorchCurvature.Tests.Experiments;

/// <summary>
/// The formulas against ranks that are exact: weights, inputs and targets are whole numbers, derivatives are differences, which are exact
/// for polynomials of so low a degree in each weight, and ranks are counted modulo a prime.
/// </summary>
public sealed class RankFormulaTests
{
    private static readonly BigInteger _prime = (BigInteger.One << 61) - 1;

    public static TheoryData<int, int, int[], int> Networks => new()
    {
        // inputs, examples, hidden widths, outputs
        { 3, 8, [4], 2 },
        { 4, 9, [2], 3 },
        { 3, 8, [3, 2], 2 },
        { 3, 8, [3, 4], 3 },
        { 4, 9, [3, 1, 3], 3 },
        { 2, 6, [2, 3, 2], 2 },
        { 5, 3, [4], 2 }, // inputs of rank 3
    };

    [Theory, MemberData(nameof(Networks))]
    public void RanksAreThoseOfWholeNumbers(int inputs, int examples, int[] hidden, int outputs)
    {
        var network = new WholeNetwork(inputs, examples, hidden, outputs, seed: 1);
        BigInteger[][] hessian = network.Hessian(), gaussNewton = network.GaussNewton();
        BigInteger[][] functional = [.. hessian.Zip(gaussNewton, (h, g) => h.Zip(g, (a, b) => a - b).ToArray())];
        int inputRank = Math.Min(inputs, examples), residualRank = Rank(network.ResidualTimesInput());
        Assert.Equal(Math.Min(inputRank, outputs), residualRank);
        Assert.Equal(Rank(gaussNewton), RankFormula.GaussNewton(inputRank, hidden, outputs));
        Assert.Equal(Rank(functional), RankFormula.Functional(residualRank, hidden));
        Assert.Equal(Rank(hessian), RankFormula.HessianBound(inputRank, hidden, outputs));
    }

    [Theory]
    [InlineData(4, new[] { 3 }, 2, 2 * (4 + 2 - 2) + 2)]
    [InlineData(4, new[] { 1 }, 3, 1 * (4 + 3 - 1) + 3)]
    public void ABiasMovesEachOutput(int inputRank, int[] hidden, int outputs, int expected) =>
        Assert.Equal(expected, RankFormula.GaussNewtonWithBiases(inputRank, hidden, outputs));

    // Elimination modulo a prime: less than the rank over the whole numbers only where the prime divides a minor.
    private static int Rank(BigInteger[][] matrix)
    {
        BigInteger[][] rows = [.. matrix.Select(row => row.Select(e => ((e % _prime) + _prime) % _prime).ToArray())];
        int rank = 0;
        for (int column = 0; column < rows[0].Length && rank < rows.Length; column++)
        {
            int pivot = Array.FindIndex(rows, rank, row => !row[column].IsZero);
            if (pivot < 0)
            {
                continue;
            }

            (rows[rank], rows[pivot]) = (rows[pivot], rows[rank]);
            BigInteger inverse = BigInteger.ModPow(rows[rank][column], _prime - 2, _prime);
            for (int i = rank + 1; i < rows.Length; i++)
            {
                BigInteger factor = rows[i][column] * inverse % _prime;
                for (int j = column; j < rows[i].Length && !factor.IsZero; j++)
                {
                    rows[i][j] = ((rows[i][j] - (factor * rows[rank][j])) % _prime + _prime) % _prime;
                }
            }

            rank++;
        }

        return rank;
    }

    /// <summary>Σ_n ½‖W_L … W_1 x_n − y_n‖², times 2, over whole numbers.</summary>
    private sealed class WholeNetwork
    {
        private readonly int[] _widths;
        private readonly int[][] _inputs;
        private readonly int[][] _targets;
        private readonly int[] _weights;

        public WholeNetwork(int inputs, int examples, int[] hidden, int outputs, int seed)
        {
            var random = new Random(seed);
            _widths = [inputs, .. hidden, outputs];
            _inputs = [.. Enumerable.Range(0, examples).Select(_ => Draw(inputs))];
            _targets = [.. Enumerable.Range(0, examples).Select(_ => Draw(outputs))];
            _weights = Draw(_widths.Zip(_widths.Skip(1), (from, to) => from * to).Sum());

            int[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(-9, 10))];
        }

        public BigInteger[][] Hessian()
        {
            int count = _weights.Length;
            return [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, count).Select(j => Second(i, j)).ToArray())];
        }

        public BigInteger[][] GaussNewton()
        {
            int count = _weights.Length;
            // Four times 2 Σ JᵀJ: each difference is twice a derivative, exactly, because outputs are of degree 1 in each weight.
            BigInteger[][] columns = [.. Enumerable.Range(0, count).Select(i =>
                Outputs(Moved(i, 1)).Zip(Outputs(Moved(i, -1)), (a, b) => a - b).ToArray())];
            return [.. columns.Select(a => columns.Select(b => 2 * a.Zip(b, (x, y) => x * y).Aggregate((x, y) => x + y)).ToArray())];
        }

        public BigInteger[][] ResidualTimesInput()
        {
            BigInteger[] outputs = Outputs(_weights);
            int c = _widths[^1];
            return [.. Enumerable.Range(0, c).Select(k => Enumerable.Range(0, _widths[0]).Select(d =>
                _inputs.Select((x, n) => (outputs[(n * c) + k] - _targets[n][k]) * x[d]).Aggregate((a, b) => a + b)).ToArray())];
        }

        // Four times the second derivative of Σ‖·‖², of degree 2 in each weight: the central difference of step 1 is exact.
        private BigInteger Second(int i, int j) => i == j
            ? 4 * (Loss(Moved(i, 1)) - (2 * Loss(_weights)) + Loss(Moved(i, -1)))
            : Loss(Moved(i, 1, j, 1)) - Loss(Moved(i, 1, j, -1)) - Loss(Moved(i, -1, j, 1)) + Loss(Moved(i, -1, j, -1));

        private int[] Moved(int i, int by) => [.. _weights.Select((w, k) => k == i ? w + by : w)];

        private int[] Moved(int i, int by, int j, int alsoBy) => [.. Moved(i, by).Select((w, k) => k == j ? w + alsoBy : w)];

        private BigInteger Loss(int[] weights) => Outputs(weights)
            .Zip(_targets.SelectMany(t => t), (f, y) => (f - y) * (f - y)).Aggregate((a, b) => a + b);

        private BigInteger[] Outputs(int[] weights) => [.. _inputs.SelectMany(x => Output(weights, x))];

        private BigInteger[] Output(int[] weights, int[] input)
        {
            BigInteger[] signal = [.. input.Select(number => (BigInteger)number)];
            int place = 0;
            foreach (int width in _widths.Skip(1))
            {
                int before = signal.Length, start = place;
                BigInteger[] from = signal;
                signal = [.. Enumerable.Range(0, width).Select(k =>
                    from.Select((a, l) => weights[start + (k * before) + l] * a).Aggregate((a, b) => a + b))];
                place += width * before;
            }

            return signal;
        }
    }
}
