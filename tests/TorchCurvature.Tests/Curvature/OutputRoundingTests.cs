using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

public sealed class OutputRoundingTests
{
    /// <summary>
    /// The outputs are the inputs and small whole numbers, as the targets are, so that the formula of the loss does not round: δg is
    /// 8ε·max|f| times the loss's curvature, and (1/N) Σ Jᵀ(δg gᵀ + g δgᵀ)J is off by 2 Σ |δg||g| / Σ g², once for each of its two terms.
    /// </summary>
    [Fact]
    public void TheErrorOfSquaredGradientsIsThatOfBothFactors()
    {
        using DisposeScope scope = NewDisposeScope();
        using Sequential identity = Networks.FullyConnected([2, 2], "tanh", bias: false, seed: 1);
        new ParameterLayout(identity).Assign(tensor([1.0, 0, 0, 1]));
        using var batch = new Batch(tensor([1.0, 2, 3, -1]).reshape(2, 2), tensor([0.0, 1, 1, 1]).reshape(2, 2));
        var risk = new EmpiricalRisk(identity, new SquaredError(), [batch]);
        double found = OutputRounding.Of(risk, (OutputCurvatureMatrix)CurvatureMatrices.EmpiricalFisher, norm: 1);

        // |f − y| is 1, 1 where max|f| is 2, and 2, 2 where it is 3.
        const double Expected = 2 * 8 * ((2 * (1 + 1)) + (3 * (2 + 2))) / (double)(1 + 1 + 4 + 4);
        Assert.Equal(Expected, found / WorkingPrecision.Float64.UnitRoundoff, 1e-6 * Expected);
    }
}
