using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Curvature;
using TorchCurvature.Tests.Landscape;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Spectra;

public sealed class GradientNoiseTests : IDisposable
{
    private readonly Sequential _network = Networks.FullyConnected([5, 4, 3], "tanh", bias: true, seed: 3);
    private readonly Batch[] _batches = Networks.Batches([5], 3, seed: 9, 7, 4);

    public void Dispose()
    {
        _network.Dispose();
        Array.ForEach(_batches, b => b.Dispose());
    }

    private EmpiricalRisk Risk(string loss = "cross-entropy") => new(_network, Networks.LossNamed(loss), _batches);

    [Theory]
    [InlineData("cross-entropy")]
    [InlineData("squared-error")]
    public void TheCovarianceAndItsTracesAreThoseOfTheGradientsTakenOneByOne(string loss)
    {
        const int Top = 2;
        EmpiricalRisk risk = Risk(loss);
        using DisposeScope scope = NewDisposeScope();
        Tensor deviations = Deviations(risk);
        Tensor expected = deviations.t().mm(deviations) / risk.ExampleCount;
        using HessianOperator hessian = new(risk);
        double traceWithHessian = (deviations * hessian.Multiply(deviations.t().contiguous()).t()).sum().item<double>() / risk.ExampleCount;
        Tensor whole = hessian.Multiply(eye(risk.Dimension, dtype: float64));
        double overlap = TopOf(expected, Top).t().mm(TopOf((whole + whole.t()) / 2, Top)).square().sum().item<double>() / Top;

        using DenseOperator noise = GradientNoiseCovariance.Matrix(risk);
        using SymmetricOperator products = GradientNoiseCovariance.Operator(risk);
        double scale = expected.abs().max().item<double>();
        TensorAssert.Near(expected, noise.Matrix, 1e-13 * scale);
        TensorAssert.Near(expected, products.Multiply(eye(risk.Dimension, dtype: float64)), 1e-13 * scale);

        using ExactHessian exact = ExactHessian.Compute(risk);
        using var matrix = new DenseOperator(exact.Matrix);
        GradientNoise found = GradientNoise.Compute(matrix, noise, Top);
        Assert.Equal(expected.trace().item<double>(), found.Trace, 1e-13 * found.Trace);
        Assert.Equal(traceWithHessian, found.TraceWithHessian, 1e-12 * Math.Abs(traceWithHessian));
        Assert.Equal(overlap, found.Overlap, 1e-9);
        Assert.InRange(found.TraceWithHessianError, 1e-18,
            1e-12 * noise.Matrix.norm().item<double>() * matrix.Matrix.norm().item<double>());
    }

    /// <summary>
    /// H + eI in the place of H moves tr(CH) by e·tr C, and C + eI in the place of C by e·tr H: within what is stated, which knows e.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WhatOneMatrixInheritedIsInTheErrorOfTheProduct(bool ofHessian)
    {
        const double Error = 1e-3;
        EmpiricalRisk risk = Risk();
        using DisposeScope scope = NewDisposeScope();
        using ExactHessian exact = ExactHessian.Compute(risk);
        using DenseOperator covariance = GradientNoiseCovariance.Matrix(risk);
        Tensor shift = Error * eye(risk.Dimension, dtype: float64);
        using DenseOperator hessian = new(exact.Matrix), movedHessian = new(exact.Matrix + shift, Error),
            noise = new(covariance.Matrix), movedNoise = new(covariance.Matrix + shift, Error);
        GradientNoise right = GradientNoise.Compute(hessian, noise, 2);
        GradientNoise moved = ofHessian ? GradientNoise.Compute(movedHessian, noise, 2) : GradientNoise.Compute(hessian, movedNoise, 2);
        double expected = Error * (ofHessian ? covariance.Matrix : exact.Matrix).trace().item<double>();
        double off = moved.TraceWithHessian - right.TraceWithHessian;
        Assert.Equal(expected, off, 1e-12);
        Assert.InRange(Math.Abs(off), 100 * right.TraceWithHessianError, moved.TraceWithHessianError);
        double sum = linalg.eigvalsh(ofHessian ? covariance.Matrix : exact.Matrix).abs().sum().item<double>();
        Assert.Equal(Error * sum, moved.TraceWithHessianError, 0.01 * Error * sum);
    }

    /// <summary>In float32 against float64 at the same parameters and data, down to an almost perfect fit.</summary>
    [Theory]
    [InlineData("cross-entropy", 1)]
    [InlineData("cross-entropy", 1e-3)]
    [InlineData("cross-entropy", 1e-6)]
    [InlineData("cross-entropy", 1e-9)]
    [InlineData("cross-entropy", 1e-12)]
    [InlineData("squared-error", 1)]
    [InlineData("squared-error", 1e-6)]
    [InlineData("squared-error", 1e-12)]
    public void TheStatedErrorsHoldWhatSinglePrecisionDid(string loss, double target)
    {
        double best = 1;
        foreach (string activation in (string[])["tanh", "softplus", "relu"])
        {
            for (int seed = 0; seed < 6; seed++)
            {
                using DisposeScope scope = NewDisposeScope();
                using Sequential network = Networks.FullyConnected([5, 8, 3], activation, bias: true, seed);
                using Batch batch = Fitted(network, loss, target, seed);
                (GradientNoise single, _) = Measure(network, loss, batch, ScalarType.Float32);
                (GradientNoise exact, double value) = Measure(network, loss, batch, ScalarType.Float64);
                best = Math.Min(best, value);
                Within(exact.Trace, single.Trace, single.TraceError, $"tr C, {activation}, {seed}, loss {value:g3}");
                Within(exact.TraceWithHessian, single.TraceWithHessian, single.TraceWithHessianError,
                    $"tr(CH), {activation}, {seed}, loss {value:g3}");
            }
        }

        Assert.True(best <= 2 * target, $"the best fit has the loss {best:g3}");

        static void Within(double expected, double found, double error, string what) =>
            Assert.True(Math.Abs(found - expected) <= error && double.IsFinite(error),
                $"{what}: {found:g9} ± {error:g3}, off by {Math.Abs(found - expected):g3}");
    }

    // Targets near what the network says: its own labels, with a last layer that grows until the loss is the one asked for, or its
    // outputs with errors of that size.
    private static Batch Fitted(Sequential network, string loss, double target, int seed)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var generator = new Generator((ulong)(100 + seed));
        foreach (Parameter parameter in network.parameters())
        {
            parameter.copy_(parameter.to(ScalarType.Float32));
        }

        Tensor inputs = randn([24, 5], ScalarType.Float32, generator: generator).to(ScalarType.Float64);
        if (loss == "squared-error")
        {
            Tensor targets = network.forward(inputs) + (Math.Sqrt(2 * target / 3) * randn([24, 3], ScalarType.Float64,
                generator: generator));
            return new Batch(inputs, targets.to(ScalarType.Float32).to(ScalarType.Float64));
        }

        Parameter[] last = [.. network.parameters().TakeLast(2)];
        last[1].zero_();
        Tensor outputs = network.forward(inputs), two = outputs.topk(2, 1).values;
        double[] margins = [.. (two.select(1, 0) - two.select(1, 1)).data<double>()];
        // Examples near a boundary would keep the loss up.
        long[] clear = [.. Enumerable.Range(0, margins.Length).OrderByDescending(i => margins[i]).Take(12).Select(i => (long)i)];
        Tensor chosen = tensor(clear), rows = inputs.index_select(0, chosen), labels = outputs.argmax(1).index_select(0, chosen);
        Tensor before = last[0].clone();
        double low = 1e-3, high = 1e5;
        for (int i = 0; i < 60; i++)
        {
            double scale = Math.Sqrt(low * high);
            last[0].copy_((before * scale).to(ScalarType.Float32));
            double reached = nn.functional.cross_entropy(network.forward(rows), labels).item<double>();
            (low, high) = reached > target ? (scale, high) : (low, scale);
        }

        return new Batch(rows, labels);
    }

    private static (GradientNoise Noise, double Loss) Measure(Sequential network, string loss, Batch batch, ScalarType dtype)
    {
        network.to(dtype);
        using var converted = new Batch(batch.Inputs.to(dtype), batch.Targets.is_floating_point() ? batch.Targets.to(dtype)
            : batch.Targets.alias());
        var risk = new EmpiricalRisk(network, Networks.LossNamed(loss), [converted]);
        using ExactHessian hessian = ExactHessian.Compute(risk);
        using DenseOperator matrix = hessian.ToOperator();
        using DenseOperator noise = GradientNoiseCovariance.Matrix(risk);
        return (GradientNoise.Compute(matrix, noise, 2), risk.Evaluate(withGradient: false).Loss);
    }

    /// <summary>ℓ_n = ½ Σ h_i w_i² + s_n w_1 has noise along the first axis only: C = var(s) e₁e₁ᵀ, tr(CH) = var(s) h_1.</summary>
    [Theory]
    [InlineData(3, 0.5, 1)]
    [InlineData(0.5, 3, 0)]
    public void OnAQuadraticWithNoiseAlongOneAxisEverythingHasItsClosedForm(double along, double across, double overlap)
    {
        using var plain = new Plain(2, [1, 4, 10], (w, s) => (0.5 * w.square() * tensor([along, across])).sum(1) + (s * w.select(1, 0)));
        using (new LiveTensors())
        {
            using ExactHessian hessian = ExactHessian.Compute(plain.Risk);
            using var matrix = new DenseOperator(hessian.Matrix);
            using DenseOperator noise = GradientNoiseCovariance.Matrix(plain.Risk);
            GradientNoise found = GradientNoise.Compute(matrix, noise, 1);
            Assert.Equal(14, found.Trace, 1e-12); // (16 + 1 + 25) / 3
            Assert.Equal(14 * along, found.TraceWithHessian, 1e-11);
            Assert.Equal(overlap, found.Overlap, 1e-12);
        }
    }

    /// <summary>
    /// The standard errors against the exact values: of 40 estimates, those further off than two of them are few,
    /// and further off than five none.
    /// </summary>
    [Fact]
    public void EstimatesAreAsFarFromTheExactValuesAsTheySay()
    {
        EmpiricalRisk risk = Risk();
        using LiveTensors live = new();
        using ExactHessian exact = ExactHessian.Compute(risk);
        using var hessian = new DenseOperator(exact.Matrix);
        using DenseOperator noise = GradientNoiseCovariance.Matrix(risk);
        GradientNoise truth = GradientNoise.Compute(hessian, noise, 3);
        List<double> deviations = [];
        for (int seed = 0; seed < 20; seed++)
        {
            GradientNoise estimate = GradientNoise.Estimate(hessian, noise, 3, probes: 60, seed);
            deviations.Add(Math.Abs(estimate.Trace - truth.Trace) / estimate.TraceError);
            deviations.Add(Math.Abs(estimate.TraceWithHessian - truth.TraceWithHessian) / estimate.TraceWithHessianError);
            Assert.True(estimate.AreSpacesConverged);
            Assert.Equal(truth.Overlap, estimate.Overlap, 1e-4);
        }

        Assert.InRange(deviations.Count(d => d > 2), 0, 8);
        Assert.InRange(deviations.Max(), 0.5, 5);
    }

    [Fact]
    public void ProductsOfTheNetworkGiveTheSameAsItsMatrices()
    {
        EmpiricalRisk risk = Risk();
        using LiveTensors live = new();
        using HessianOperator hessian = new(risk, keptGraphs: 2);
        using SymmetricOperator noise = GradientNoiseCovariance.Operator(risk, keptGraphs: 2);
        using ExactHessian exact = ExactHessian.Compute(risk);
        using var matrix = new DenseOperator(exact.Matrix);
        using DenseOperator covariance = GradientNoiseCovariance.Matrix(risk);
        GradientNoise expected = GradientNoise.Estimate(matrix, covariance, 2, probes: 11, seed: 5),
            found = GradientNoise.Estimate(hessian, noise, 2, probes: 11, seed: 5);
        Assert.Equal(expected.TraceWithHessian, found.TraceWithHessian, 1e-12);
        Assert.Equal(expected.TraceError, found.TraceError, 1e-12);
        Assert.Equal(expected.Overlap, found.Overlap, 1e-5);
    }

    [Fact]
    public void WhatCannotBeComparedIsRefused()
    {
        using Tensor two = eye(2, dtype: float64), three = eye(3, dtype: float64);
        using DenseOperator small = new(two), large = new(three);
        Assert.Contains(
            "take both from one network", Assert.Throws<ArgumentException>("noise", () => GradientNoise.Compute(large, small, 1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("overlapDimension", () => GradientNoise.Compute(small, small, 0));
        Assert.Throws<ArgumentOutOfRangeException>("overlapDimension", () => GradientNoise.Estimate(small, small, 3));
        Assert.Throws<ArgumentOutOfRangeException>("probes", () => GradientNoise.Estimate(small, small, 1, probes: 1));
        Assert.Throws<ArgumentException>("vector", () => new OuterProductOperator(two));
    }

    // g_n − ∇L as rows, each gradient by a backward pass of its own.
    private static Tensor Deviations(EmpiricalRisk risk)
    {
        List<Tensor> gradients = [];
        foreach (Batch batch in risk.Batches)
        {
            for (long n = 0; n < batch.Count; n++)
            {
                using var one = new Batch(batch.Inputs.narrow(0, n, 1), batch.Targets.narrow(0, n, 1));
                gradients.Add(new EmpiricalRisk(risk.Model, risk.Loss, [one]).Gradient());
            }
        }

        Tensor all = stack([.. gradients]);
        return all - all.mean([0], keepdim: true);
    }

    private static Tensor TopOf(Tensor matrix, int count) => linalg.eigh(matrix).Item2.narrow(1, matrix.shape[0] - count, count);
}
