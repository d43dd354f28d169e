namespace TorchCurvature.Experiments.LinearRanks;

/// <summary>
/// The ranks of the Hessian's parts for deep linear networks without biases at generic weights and squared error: Singh, Bachmann, Hofmann
/// 2021, theorems 3, 5 and 6. With q the narrowest place that a signal passes and M the sum of the hidden widths.
/// </summary>
internal static class RankFormula
{
    /// <summary>Rank of the Gauss–Newton matrix, q (r + C − q): the dimension of the matrices C×r of rank q.</summary>
    /// <param name="inputRank">r, the rank of the inputs.</param>
    /// <param name="hidden">Widths of the hidden layers.</param>
    /// <param name="outputs">C.</param>
    public static int GaussNewton(int inputRank, IReadOnlyList<int> hidden, int outputs)
    {
        int narrowest = Math.Min(Math.Min(inputRank, outputs), hidden.Min());
        return narrowest * (inputRank + outputs - narrowest);
    }

    /// <summary>
    /// Rank of the functional part, 2q (M + s) − L q² with L layers: the second derivatives of the trace of a product of matrices that
    /// closes
    /// in a ring of widths s, M₁, …, M_{L−1}.
    /// </summary>
    /// <param name="residualRank">s, the rank of the mean of residual times input.</param>
    /// <param name="hidden">Widths of the hidden layers.</param>
    public static int Functional(int residualRank, IReadOnlyList<int> hidden)
    {
        int narrowest = Math.Min(residualRank, hidden.Min());
        int layers = hidden.Count + 1;
        return (2 * narrowest * (hidden.Sum() + residualRank)) - (layers * narrowest * narrowest);
    }

    /// <summary>What the rank of the Hessian is at most, 2qM − L q² + q (r + C).</summary>
    /// <param name="inputRank">r.</param>
    /// <param name="hidden">Widths of the hidden layers.</param>
    /// <param name="outputs">C.</param>
    public static int HessianBound(int inputRank, IReadOnlyList<int> hidden, int outputs)
    {
        int narrowest = Math.Min(Math.Min(inputRank, outputs), hidden.Min());
        int layers = hidden.Count + 1;
        return (2 * narrowest * hidden.Sum()) - (layers * narrowest * narrowest) + (narrowest * (inputRank + outputs));
    }

    /// <summary>
    /// Rank of the Gauss–Newton matrix of a network with biases: the last of them moves the outputs freely, and the others nothing else.
    /// </summary>
    /// <param name="inputRank">r, the rank of the inputs less their mean.</param>
    /// <param name="hidden">Widths of the hidden layers.</param>
    /// <param name="outputs">C.</param>
    public static int GaussNewtonWithBiases(int inputRank, IReadOnlyList<int> hidden, int outputs) =>
        GaussNewton(inputRank, hidden, outputs) + outputs;
}
