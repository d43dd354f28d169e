using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact.Distributed;
using TorchCurvature.Eigensolvers.Distributed;
using TorchCurvature.Operators.Distributed;

namespace TorchCurvature.Studies.Parts;

/// <summary>What a matrix in parts takes of this machine.</summary>
/// <param name="Solver">What several processes can solve it with.</param>
/// <param name="RequiredBytes">Bytes at the peak, of all processes on this machine.</param>
internal sealed record PartsPlan(SolverAnswer Solver, double RequiredBytes)
{
    /// <summary>Whether all processes have a solver.</summary>
    public bool IsPossible => Solver.Name is not null;

    /// <summary>
    /// The plan, where several processes are there and the eigenvalues alone of a matrix are asked for whose parts are known in closed
    /// form; null where not.
    /// </summary>
    public static PartsPlan? For(EmpiricalRisk risk, SpectrumSpec spec, long dimension)
    {
        bool isPossible = spec.MayBeInParts && DistributedHessian.AppliesTo(risk) && !risk.Batches.Any(batch => batch.IsUnread);
        if (risk.Shared is null || !isPossible)
        {
            return null;
        }

        SolverAnswer solver = risk.Shared.Ask(new SolverQuestion());
        if (dimension < solver.Processes)
        {
            return null;
        }

        var grid = ProcessGrid.For(rank: 0, solver.Processes, dimension); // rank 0 has the largest part
        double part = (double)grid.RowAxis.OwnBelow(dimension) * grid.ColumnAxis.OwnBelow(dimension);
        double each = Math.Max(
            DistributedHessian.RequiredBytes(dimension, grid, risk.Layout.DType), DistributedEigensolver.RequiredBytes(part));
        return new PartsPlan(solver, solver.ProcessesHere * each);
    }
}
