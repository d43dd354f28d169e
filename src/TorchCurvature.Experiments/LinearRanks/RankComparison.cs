namespace TorchCurvature.Experiments.LinearRanks;

/// <summary>The ranks of a network beside those that the formulas give.</summary>
/// <param name="HasBiases">Whether it has biases.</param>
/// <param name="GaussNewton">Rank of G.</param>
/// <param name="Functional">Rank of F.</param>
/// <param name="Hessian">Rank of H.</param>
/// <param name="PredictedGaussNewton">By the formula.</param>
/// <param name="PredictedFunctional">By the formula; without biases.</param>
/// <param name="HessianBound">By the formula; without biases.</param>
internal sealed record RankComparison(
    bool HasBiases, int GaussNewton, int Functional, int Hessian, int PredictedGaussNewton, int PredictedFunctional, int HessianBound)
{
    /// <summary>Compares a network's ranks.</summary>
    public static RankComparison Of(LinearNetworkCell cell, MeasuredRanks ranks) => new(
        cell.HasBiases,
        ranks.GaussNewton,
        ranks.Functional,
        ranks.Hessian,
        cell.HasBiases
            ? RankFormula.GaussNewtonWithBiases(ranks.InputRank, cell.Hidden, cell.Classes)
            : RankFormula.GaussNewton(ranks.InputRank, cell.Hidden, cell.Classes),
        RankFormula.Functional(ranks.ResidualRank, cell.Hidden),
        RankFormula.HessianBound(ranks.InputRank, cell.Hidden, cell.Classes));
}
