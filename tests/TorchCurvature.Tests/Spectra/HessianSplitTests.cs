using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Curvature;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Spectra;

public sealed class HessianSplitTests : IDisposable
{
    private readonly Sequential _network = Networks.FullyConnected([5, 4, 6, 3], "tanh", bias: true, seed: 3);
    private readonly Batch[] _batches = Networks.Batches([5], 3, seed: 9, 7, 4);

    private EmpiricalRisk Risk => new(_network, Networks.LossNamed("cross-entropy"), _batches);

    public void Dispose()
    {
        _network.Dispose();
        Array.ForEach(_batches, b => b.Dispose());
    }

    [Fact]
    public void TheTwoSharesOfEveryEigenvectorSumToOne()
    {
        EmpiricalRisk risk = Risk;
        using LiveTensors live = new();
        HessianSplit split = Split(risk, vectors: 10);
        Assert.Equal(20, split.Shares.Count);
        Assert.Equal([.. Enumerable.Range(1, 10), .. Enumerable.Range((int)risk.Dimension - 9, 10)], split.Shares.Select(s => s.Index));
        Assert.All(
            split.Shares.Where(s => Math.Abs(s.Eigenvalue) > 1e-6 * split.Hessian.Largest),
            s => Assert.Equal(1, s.First!.Value + s.Second!.Value, 1e-9));
    }

    [Fact]
    public void TracesAndNormsAddUp()
    {
        HessianSplit split = Split(Risk, vectors: 3);
        Assert.Equal(Trace(split.Hessian), Trace(split.GaussNewton) + Trace(split.Functional), 1e-12 * Trace(split.GaussNewton));
        Assert.Equal(Norm(split.Functional) / Norm(split.Hessian), split.FunctionalToHessian, 1e-12);
        Assert.Equal(0, split.GaussNewton.NegativeCount);
        Assert.Equal(0, split.EmpiricalFisher.NegativeCount);
    }

    [Fact]
    public void ASplitWithoutASecondTermGivesEverythingToTheFirst()
    {
        using Sequential linear = Networks.FullyConnected([5, 3], "relu", bias: true, seed: 3);
        HessianSplit split = Split(new EmpiricalRisk(linear, Networks.LossNamed("cross-entropy"), _batches), vectors: 2);
        Assert.Equal(0, split.FunctionalToHessian, 1e-14);
        Assert.Equal(1, split.GaussNewtonOverlap, 1e-12);
        Assert.Equal(1, split.Shares[0].First!.Value, 1e-12);
    }

    [Fact]
    public void OverlapIsTheMeanSquaredCosineOfTheAngles()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor e = eye(4, dtype: float64);
        Tensor tilted = stack([Math.Cos(0.3) * e[0] + Math.Sin(0.3) * e[2], e[1]], 1);
        Assert.Equal((Math.Pow(Math.Cos(0.3), 2) + 1) / 2, SubspaceOverlap.Between(e.narrow(1, 0, 2), tilted), 1e-14);
        Assert.Throws<ArgumentException>(() => SubspaceOverlap.Between(e, tilted));
    }

    [Theory]
    [InlineData("cross-entropy")]
    [InlineData("squared-error")]
    public void ClassMeansAreTheMeansOfEveryExamplesLogitGradients(string loss)
    {
        var risk = new EmpiricalRisk(_network, Networks.LossNamed(loss), _batches);
        using LiveTensors live = new();
        using ClassGradientMeans means = ClassGradientMeans.Compute(risk);
        using DisposeScope scope = NewDisposeScope();
        // Example by example: with one example, Σ_c M_cᵀ M_c is that example's own JᵀAJ, and rows of other classes vanish.
        Tensor expected = zeros([9, risk.Dimension], float64);
        var counts = new double[3];
        foreach (Batch batch in _batches)
        {
            for (long n = 0; n < batch.Count; n++)
            {
                using var one = new Batch(batch.Inputs.narrow(0, n, 1), batch.Targets.narrow(0, n, 1));
                var single = new EmpiricalRisk(_network, risk.Loss, [one]);
                using ClassGradientMeans own = ClassGradientMeans.Compute(single);
                using ExactHessian gaussNewton = ExactHessian.Compute(single, CurvatureMatrices.GaussNewton);
                TensorAssert.Near(own.Means.t().mm(own.Means), gaussNewton.Matrix, 1e-14);
                counts[batch.Targets[n].item<long>()]++;
                expected += own.Means;
            }
        }

        for (int row = 0; row < 9; row++)
        {
            expected[row] /= Math.Sqrt(Math.Max(1, counts[row / 3]) * risk.ExampleCount);
        }

        TensorAssert.Near(means.Means, expected, 1e-13);
        using Tensor gram = means.Gram();
        using var small = new DenseOperator(gram);
        using ExactHessian whole = ExactHessian.Compute(risk, CurvatureMatrices.GaussNewton);
        double explained = DenseEigensolver.Values(small).Values.Sum();
        Assert.InRange(explained, 0, whole.Matrix.trace().item<double>());
    }

    private static HessianSplit Split(EmpiricalRisk risk, int vectors)
    {
        using ExactHessian h = ExactHessian.Compute(risk), g = ExactHessian.Compute(risk, CurvatureMatrices.GaussNewton);
        using ExactHessian c = ExactHessian.Compute(risk, CurvatureMatrices.EmpiricalFisher);
        using DenseOperator hessian = new(h.Matrix), gaussNewton = new(g.Matrix), covariance = new(c.Matrix);
        return HessianSplit.Compute(hessian, gaussNewton, covariance, vectors);
    }

    private static double Trace(Spectrum spectrum) => spectrum.Eigenvalues.Sum();

    private static double Norm(Spectrum spectrum) => Math.Sqrt(spectrum.Eigenvalues.Sum(e => e * e));
}
