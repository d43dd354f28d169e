using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>Refusals, progress, cancellation and single precision.</summary>
public sealed class ExactHessianRunTests : IDisposable
{
    private readonly Sequential _network = MultilayerPerceptron.Create(5, [4], 3, Activation.Tanh, seed: 1);
    private readonly Batch[] _batches = Networks.Batches([5], 3, seed: 2, 7, 4);

    public static TheoryData<ExactHessianMethod> Methods => [.. Enum.GetValues<ExactHessianMethod>()];

    private EmpiricalRisk Risk => new(_network, new CrossEntropy(), _batches);

    public void Dispose()
    {
        _network.Dispose();
        Array.ForEach(_batches, b => b.Dispose());
    }

    [Theory, MemberData(nameof(Methods))]
    public void AParameterThatIsNotFiniteIsAnError(ExactHessianMethod method)
    {
        foreach (double wrong in (double[])[double.NaN, double.PositiveInfinity])
        {
            using (no_grad())
            {
                _network.parameters().Last().fill_(wrong);
            }

            using LiveTensors live = new();
            Assert.Throws<NotFiniteNumberException>(() => ExactHessian.Compute(Risk, method: method));
        }
    }

    [Fact]
    public void AForcedMethodThatDoesNotApplyIsRefused()
    {
        using Sequential convolutional = ConvolutionalNetwork.Create(1, 6, 6, [2], 3, Activation.Tanh, seed: 1);
        Batch[] images = Networks.Batches([1, 6, 6], 3, seed: 2, 2);
        Expect(
            new EmpiricalRisk(convolutional, new CrossEntropy(), images), ExactHessianMethod.FullyConnectedClosedForm,
            "linear layers and activations only");
        using var opaque = new OpaqueModule(MultilayerPerceptron.Create(5, [4], 3, Activation.Tanh, seed: 1));
        Expect(new EmpiricalRisk(opaque, new CrossEntropy(), _batches), ExactHessianMethod.FullyConnectedClosedForm, "known layers");
        Expect(new EmpiricalRisk(opaque, new CrossEntropy(), _batches), ExactHessianMethod.BatchedTangents, "known layers");
        images[0].Dispose();

        static void Expect(EmpiricalRisk risk, ExactHessianMethod method, string complaint)
        {
            string message = Assert.Throws<NotSupportedException>(() => ExactHessian.Compute(risk, method: method)).Message;
            Assert.Contains(method.ToString(), message, StringComparison.Ordinal);
            Assert.Contains(complaint, message, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Methods))]
    public void ProgressRisesToOne(ExactHessianMethod method)
    {
        var shares = new RecordedProgress<double>();
        using ExactHessian hessian = ExactHessian.Compute(Risk, method: method, progress: shares);
        Assert.NotEmpty(shares.Reports);
        Assert.Equal(shares.Reports.Order(), shares.Reports);
        Assert.InRange(shares.Reports[0], 0, 1);
        Assert.Equal(1, shares.Reports[^1]);
    }

    [Theory, MemberData(nameof(Methods))]
    public void ACancelledComputationThrowsAndLeavesNothingAlive(ExactHessianMethod method)
    {
        EmpiricalRisk risk = Risk;
        using LiveTensors live = new();
        Assert.Throws<OperationCanceledException>(
            () => ExactHessian.Compute(risk, method: method, cancellation: new CancellationToken(canceled: true)));
        Assert.True(_network.training);
    }

    [Theory, MemberData(nameof(Methods))]
    public void SinglePrecisionIsCloseToDouble(ExactHessianMethod method)
    {
        using Sequential narrow = MultilayerPerceptron.Create(5, [4], 3, Activation.Tanh, seed: 1, ScalarType.Float32);
        Batch[] rounded = [.. _batches.Select(b => new Batch(b.Inputs.to(float32), b.Targets.alias()))];
        using ExactHessian wide = ExactHessian.Compute(Risk, method: method);
        using ExactHessian single = ExactHessian.Compute(new EmpiricalRisk(narrow, new CrossEntropy(), rounded), method: method);
        Assert.Equal(ScalarType.Float32, single.Matrix.dtype);
        Assert.True(Networks.IsSymmetric(single.Matrix));
        using Tensor widened = single.Matrix.to(float64);
        Assert.InRange(Networks.RelativeDifference(widened, wide.Matrix), 1e-12, 1e-5);
        Array.ForEach(rounded, b => b.Dispose());
    }

    /// <summary>
    /// With batches that are no whole number of libtorch's blocks of 16 channels, which is where its float32 convolutions go wrong.
    /// </summary>
    [Theory]
    [InlineData(ExactHessianMethod.BatchedTangents), InlineData(ExactHessianMethod.ColumnByColumn)]
    public void SinglePrecisionIsCloseToDoubleForConvolutions(ExactHessianMethod method)
    {
        Batch[] batches = Networks.Batches([1, 16, 16], 3, seed: 2, 25, 7),
            rounded = [.. batches.Select(b => new Batch(b.Inputs.to(float32), b.Targets.alias()))];
        using Sequential exact = ConvolutionalNetwork.Create(1, 16, 16, [3, 16], 3, Activation.Tanh, seed: 1);
        using Sequential narrow = ConvolutionalNetwork.Create(1, 16, 16, [3, 16], 3, Activation.Tanh, seed: 1, ScalarType.Float32);
        using ExactHessian wide = ExactHessian.Compute(new EmpiricalRisk(exact, new CrossEntropy(), batches), method: method);
        using ExactHessian single = ExactHessian.Compute(new EmpiricalRisk(narrow, new CrossEntropy(), rounded), method: method);
        using Tensor widened = single.Matrix.to(float64);
        Assert.InRange(Networks.RelativeDifference(widened, wide.Matrix), 1e-12, 1e-5);
        Array.ForEach<Batch>([.. batches, .. rounded], b => b.Dispose());
    }

    [Fact]
    public void OnlyColumnsHaveAnAsymmetryAndItIsRounding()
    {
        using ExactHessian closedForm = ExactHessian.Compute(Risk),
            columns = ExactHessian.Compute(Risk, method: ExactHessianMethod.ColumnByColumn);
        Assert.Equal(0, closedForm.Asymmetry);
        Assert.InRange(columns.Asymmetry, double.Epsilon, 1e-14);
    }
}
