using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Operators;
using TorchCurvature.Tests.Contracts;
using TorchSharp.Modules;

namespace TorchCurvature.Tests.Curvature;

/// <summary>The registry of matrices, and that a new one needs nothing but itself.</summary>
public sealed class CurvatureMatricesTests
{
    [Fact]
    public void EveryWordAndSynonymFindsItsMatrix()
    {
        foreach (CurvatureMatrix matrix in CurvatureMatrices.All)
        {
            Assert.All(matrix.Synonyms.Prepend(matrix.Word), word => Assert.Same(matrix, CurvatureMatrices.Find(word)));
            Assert.All([matrix.Symbol, matrix.FileName, matrix.Title, matrix.Description], text => Assert.NotEqual("", text));
        }

        Assert.Equal(CurvatureMatrices.Words.Count, CurvatureMatrices.Words.Distinct().Count());
        Assert.Equal(CurvatureMatrices.All.Count, CurvatureMatrices.All.Select(m => m.FileName).Distinct().Count());
        Assert.Same(CurvatureMatrices.EmpiricalFisher, CurvatureMatrices.Find("gradient-covariance"));
    }

    [Fact]
    public void EveryMatrixOfTheLibraryIsInTheRegistry() => Assert.Equal(
        typeof(CurvatureMatrix).Assembly
            .GetTypes()
            .Where(t => t.IsPublic && t.IsSubclassOf(typeof(CurvatureMatrix)) && !t.IsAbstract)
            .Select(t => t.Name)
            .Order(),
        CurvatureMatrices.All.Select(m => m.GetType().Name).Order());

    [Fact]
    public void AnUnknownWordIsAnsweredWithTheKnownOnes() => Assert.Contains(
        "hessian, gauss-newton, functional, empirical-fisher, gradient-covariance",
        Assert.Throws<ArgumentException>(() => CurvatureMatrices.Find("kfac")).Message, StringComparison.Ordinal);

    [Fact]
    public void AMatrixThatOnlyMultipliesIsComputedColumnByColumn()
    {
        using Sequential network = Networks.FullyConnected([5, 4, 3], "tanh", bias: true, seed: 1);
        Batch[] batches = Networks.Batches([5], 3, seed: 2, 7, 4);
        using (var live = new LiveTensors())
        {
            var risk = new EmpiricalRisk(network, new CrossEntropy(), batches, weightDecay: 0.5);
            using ExactHessian hessian = CurvatureMatrices.Hessian.Exact(risk, ExactHessianMethod.ColumnByColumn),
                own = new Plain().Exact(risk);
            Assert.Equal(ExactHessianMethod.ColumnByColumn, own.Method);
            Assert.IsType<Plain>(own.Kind);
            TensorAssert.Near(hessian.Matrix, own.Matrix, 1e-15);
            Assert.Throws<NotSupportedException>(() => new Plain().Exact(risk, ExactHessianMethod.BatchedTangents));
        }

        Array.ForEach(batches, b => b.Dispose());
    }

    private sealed class Plain : CurvatureMatrix
    {
        public override string Word => "plain";

        public override string Symbol => "P";

        public override string Title => "Hessian that only multiplies";

        public override string Description => "the Hessian by products";

        protected override SymmetricOperator OperatorCore(EmpiricalRisk risk, int keptGraphs) =>
            CurvatureMatrices.Hessian.Operator(risk, keptGraphs);
    }
}
