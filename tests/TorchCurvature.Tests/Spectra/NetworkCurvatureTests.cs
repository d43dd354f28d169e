using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Curvature;
using TorchSharp.Modules;

namespace TorchCurvature.Tests.Spectra;

/// <summary>
/// A network's Hessian over unequal batches, from products alone, against its exact spectrum, which shares no code with them.
/// </summary>
public sealed class NetworkCurvatureTests : IDisposable
{
    private readonly Sequential _network = Networks.FullyConnected([8, 9, 6, 3], "tanh", bias: true, seed: 1);
    private readonly Batch[] _batches = Networks.Batches([8], 3, seed: 2, 40, 10, 1);
    private readonly HessianOperator _hessian;
    private readonly double[] _exact;

    public NetworkCurvatureTests()
    {
        var risk = new EmpiricalRisk(_network, new CrossEntropy(), _batches);
        _hessian = new HessianOperator(risk);
        using ExactHessian matrix = ExactHessian.Compute(risk);
        using DenseOperator dense = new(matrix.Matrix);
        _exact = [.. DenseEigensolver.Values(dense).Values];
    }

    public void Dispose()
    {
        _hessian.Dispose();
        Array.ForEach(_batches, b => b.Dispose());
        _network.Dispose();
    }

    [Fact]
    public void BothEndsAreThoseOfTheExactSpectrum()
    {
        using LiveTensors live = new();
        using ExtremalEigenPairs found = LanczosEigensolver.Solve(
            _hessian, new LanczosOptions { Top = 10, Bottom = 10, Tolerance = 1e-8, BasisSize = 60 });
        Assert.Equal(SolverStatus.Converged, found.Status);
        Assert.All(found.Pairs, pair =>
        {
            double truth = pair.End == SpectrumEnd.Top ? _exact[pair.Index - 1] : _exact[^pair.Index];
            Assert.InRange(truth, pair.Lower, pair.Upper);
            Assert.Equal(truth, pair.Value, 1e-8 * _exact[0]);
        });
    }

    [Fact]
    public void DensityAndEstimatesAgreeWithTheExactSpectrum()
    {
        using LiveTensors live = new();
        using ExtremalEigenPairs known = LanczosEigensolver.Solve(_hessian, new LanczosOptions { Top = 6, Bottom = 2, Tolerance = 1e-8 });
        SpectralDensity density = StochasticLanczosQuadrature.Compute(
            _hessian, new QuadratureOptions { WassersteinError = 0.3, BlockSize = 8, Seed = 3 }, known);
        Assert.InRange(density.WassersteinDistance(_exact), 0, 0.3 * (_exact[0] - _exact[^1]));
        SpectralMoments moments = SpectralMoments.Compute(
            _hessian, new MomentOptions { MaxProducts = 64, BlockSize = 16, RelativeError = 1e-6, Seed = 4 }, known);
        Assert.InRange(Math.Abs(moments.Trace.Value - _exact.Sum()), 0, 3 * moments.Trace.StandardError);
        Assert.InRange(
            Math.Abs(moments.FrobeniusNorm.Value - Math.Sqrt(_exact.Sum(e => e * e))), 0, 3 * moments.FrobeniusNorm.StandardError);
    }
}
