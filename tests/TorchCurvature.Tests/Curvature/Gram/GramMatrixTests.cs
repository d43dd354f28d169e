using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Gram;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature.Gram;

/// <summary>The Gauss–Newton and the empirical Fisher matrix through their Gram matrices against the matrices [P, P] themselves.</summary>
public sealed class GramMatrixTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string network in GramCases.Networks)
            {
                // Both ways see every loss, and every network two of them.
                bool seesAll = network is "MLP, tanh" or "opaque";
                foreach (string loss in seesAll ? GramCases.Losses : GramCases.Losses[..2])
                {
                    data.Add(network, loss);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void TheSpectrumIsThatOfTheWholeMatrix(string network, string loss)
    {
        (nn.Module<Tensor, Tensor> model, Batch[] batches) = GramCases.Make(network);
        using (model)
        {
            var risk = new EmpiricalRisk(model, GramCases.LossOf(loss), batches);
            foreach (CurvatureMatrix kind in (CurvatureMatrix[])[CurvatureMatrices.GaussNewton, CurvatureMatrices.EmpiricalFisher])
            {
                using ExactHessian whole = ExactHessian.Compute(risk, kind);
                using DenseOperator dense = whole.ToOperator();
                Spectrum expected = dense.Spectrum();
                using LiveTensors live = new();
                foreach (GramMethod method in Methods(risk))
                {
                    using GramMatrix gram = GramMatrix.Compute(risk, kind, method);
                    Assert.Equal(kind == CurvatureMatrices.EmpiricalFisher ? risk.TermCount : risk.TermCount * Rank(loss), gram.Size);
                    Compare(expected, gram.Spectrum(), gram);
                }
            }
        }

        Array.ForEach(batches, b => b.Dispose());
    }

    private static long Rank(string loss) => GramCases.LossOf(loss).OutputRank(3);

    private static GramMethod[] Methods(EmpiricalRisk risk) =>
        GramPlan.For(risk, CurvatureMatrices.GaussNewton)!.Method == GramMethod.LayerByLayer
            ? [GramMethod.LayerByLayer, GramMethod.RowByRow]
            : [GramMethod.RowByRow];

    private static void Compare(Spectrum expected, Spectrum found, GramMatrix gram)
    {
        Assert.Equal(expected.Dimension, found.Dimension);
        Assert.Equal(Math.Max(0, expected.Dimension - gram.Size), found.ImpliedZeros);
        Assert.True(found.Computed.Count <= gram.Size);
        double worst = expected.Eigenvalues.Zip(found.Eigenvalues).Max(pair => Math.Abs(pair.First - pair.Second));
        Assert.True(worst <= 1e-13 * expected.Largest, $"off by {worst / expected.Largest:g2} of λ max");
        double threshold = Math.Max(expected.NoiseFloor, found.NoiseFloor);
        Assert.Equal(expected.NumericalRank(threshold), found.NumericalRank(threshold));
        double trace = expected.Eigenvalues.Sum();
        Assert.Equal(trace, gram.Trace, 1e-13 * trace);
        Assert.Equal(trace, found.Computed.Sum(), 1e-13 * trace);
        Assert.InRange(found.NoiseFloor, double.Epsilon, 1e-12 * found.Largest);
    }
}
