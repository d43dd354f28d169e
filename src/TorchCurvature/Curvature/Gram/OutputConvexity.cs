using System.Globalization;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Losses;
using TorchCurvature.Precision;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>Whether every A_n has a factor S_n: whether the loss is convex in the outputs where they are.</summary>
internal static class OutputConvexity
{
    // Of the largest eigenvalue of any A_n, in ε. A choice: derivatives of a user's formula cancel, and leave that much.
    private const double Rounding = 1000;

    /// <summary>
    /// Refuses a loss that is not. Cost: none where it is known to be, else a forward pass and the eigenvalues of every A_n.
    /// </summary>
    /// <exception cref="IndefiniteLossException">It is not.</exception>
    public static void Require(EmpiricalRisk risk, OutputCurvatureMatrix kind, CancellationToken cancellation)
    {
        if (risk.Loss.IsConvex || kind.IsOfGradients)
        {
            return;
        }

        double smallest = 0, largest = 0;
        risk.Sum.Over(
            batch =>
            {
                LossTerms terms = LossTerms.Of(risk.Loss, risk.Outputs(batch), batch.Targets);
                Tensor curvature = kind.InOutputs(risk.Loss, terms.Outputs, terms.Targets);
                if (!double.IsFinite(curvature.sum().to(ScalarType.Float64).item<double>()))
                {
                    throw new NotFiniteNumberException("The loss has an infinite or undefined second derivative in the outputs.");
                }

                Tensor eigenvalues = linalg.eigvalsh(curvature).to(ScalarType.Float64);
                smallest = Math.Min(smallest, eigenvalues.min().item<double>());
                largest = Math.Max(largest, eigenvalues.max().item<double>());
            },
            _ => { },
            cancellation);
        if (smallest < -Rounding * WorkingPrecision.Of(risk.Layout.DType).UnitRoundoff * largest)
        {
            throw new IndefiniteLossException(string.Create(
                CultureInfo.InvariantCulture,
                $"The loss '{risk.Loss.Name}' is not convex in the outputs here: its second derivative has an eigenvalue of "
                    + $"{smallest:0.0e+0}, and one of {largest:0.0e+0}. The {kind.Title} then has negative eigenvalues, which no Gram "
                    + $"matrix has; take the whole matrix, or products with vectors."));
        }
    }
}
