using TorchCurvature.Losses;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Losses;

/// <summary>Class labels to a loss of questions of yes and no: their one-hot vectors.</summary>
public sealed class LabelledAnswersTests
{
    [Fact]
    public void LabelsOfSeveralLogitsAreTheirOneHotVectors()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(5);
        var loss = new BinaryCrossEntropy();
        Tensor outputs = 3 * randn([7, 4], float64, generator: generator);
        Tensor labels = tensor([0L, 3L, 1L, 1L, 2L, 0L, 3L]), answers = zeros([7, 4], float64);
        for (int i = 0; i < 7; i++)
        {
            answers[i, labels[i].item<long>()] = 1.0;
        }

        // PyTorch's own, in the place of a formula.
        Tensor expected = nn.functional.binary_cross_entropy_with_logits(outputs, answers, reduction: nn.Reduction.None).mean([1]);
        TensorAssert.Near(expected, loss.ExampleLosses(outputs, labels), 1e-14);
        TensorAssert.SameBits(loss.OutputGradient(outputs, answers), loss.OutputGradient(outputs, labels));
        TensorAssert.SameBits(loss.OutputHessian(outputs, answers), loss.OutputHessian(outputs, labels));
        TensorAssert.SameBits(loss.OutputHessianFactor(outputs, answers), loss.OutputHessianFactor(outputs, labels));
        TensorAssert.SameBits(outputs.argmax(1).eq(labels), loss.Hits(outputs, labels)!);
        Assert.Null(loss.Hits(outputs, answers));
    }
}
