using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>A risk as a function of one parameter tensor has the diagonal block of the whole matrix, which does not know of it.</summary>
public sealed class OneTensorTests
{
    public static MatrixTheoryData<string, string> Cases => new(CurvatureMatrices.All.Select(m => m.Word), ["tied", "residual"]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void ItsMatrixIsTheBlockOfTheWhole(string word, string kind)
    {
        bool isTied = kind == "tied";
        using nn.Module<Tensor, Tensor> network = isTied ? new TiedNetwork(3, seed: 2) : new ResidualBlock(2, 1, ScalarType.Float64);
        Batch[] batches = Networks.Batches(isTied ? [3] : [1, 8, 8], classes: 3, seed: 9, 7, 4);
        using (var live = new LiveTensors())
        {
            var whole = new EmpiricalRisk(network, new CrossEntropy(), batches, weightDecay: 0.03);
            CurvatureMatrix part = CurvatureMatrices.Find(word);
            using ExactHessian expected = ExactHessian.Compute(whole, part);
            foreach (ParameterBlock block in whole.Layout.Blocks)
            {
                using DisposeScope scope = NewDisposeScope();
                EmpiricalRisk one = whole.Of(block);
                Assert.Equal((block.Length, whole.TotalWeight), (one.Dimension, one.TotalWeight));
                Tensor ofWhole = expected.Matrix.narrow(0, block.Offset, block.Length).narrow(1, block.Offset, block.Length);
                foreach (int keptGraphs in (int[])[0, 1])
                {
                    using SymmetricOperator products = part.Operator(one, keptGraphs);
                    Tensor found = products.Multiply(eye(block.Length, dtype: ScalarType.Float64));
                    Assert.InRange((found - ofWhole).abs().max().item<double>(), 0, 1e-13);
                }

                Tensor gradient = whole.Gradient().narrow(0, block.Offset, block.Length);
                Assert.Equal(0, (one.Gradient() - gradient).abs().max().item<double>(), 1e-15);
            }
        }

        Array.ForEach(batches, batch => batch.Dispose());
    }
}
