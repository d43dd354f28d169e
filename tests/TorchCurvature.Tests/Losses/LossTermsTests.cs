using TorchCurvature.Losses;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Losses;

/// <summary>Rows of outputs with their targets, in all shapes that networks have.</summary>
public sealed class LossTermsTests
{
    private readonly CrossEntropy _classes = new();
    private readonly SquaredError _values = new();

    /// <summary>A row is the outputs of one place, whatever dimension the classes are in.</summary>
    [Theory]
    [InlineData("2,5", "2", false)]
    [InlineData("2,3,5", "2,3", false)]
    [InlineData("2,5,3", "2,3", true)]
    [InlineData("2,5,3,4", "2,3,4", true)]
    [InlineData("2,3,4,5", "2,3,4", false)]
    [InlineData("2,3,3", "2,3", false)] // both fit: the last dimension is that of the classes
    public void EveryPlaceIsARowWithItsLabel(string outputs, string targets, bool hasClassesSecond)
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        long[] shape = Shape(outputs), places = Shape(targets);
        Tensor f = arange(shape.Aggregate((a, b) => a * b), ScalarType.Float64).reshape(shape);
        Tensor labels = arange(places.Aggregate((a, b) => a * b), ScalarType.Int64).remainder(3).reshape(places);
        LossTerms terms = LossTerms.Of(_classes, f, labels);
        Tensor classesLast = hasClassesSecond ? f.movedim([1], [-1]) : f;
        long rows = labels.numel(), classes = classesLast.shape[^1];
        Assert.Equal([rows, classes], terms.Outputs.shape);
        TensorAssert.SameBits(labels.flatten(), terms.Targets);
        for (long row = 0; row < rows; row++)
        {
            Tensor expected = classesLast.reshape(rows, classes)[row];
            TensorAssert.SameBits(expected, terms.Outputs[row]);
        }

        TensorAssert.SameBits(f, LossTerms.InShapeOf(terms.Outputs, _classes, f, labels));
        Assert.Equal(rows, LossTerms.CountOf(_classes, labels));
        Assert.Equal(rows, LossTerms.WeightOf(_classes, labels));
    }

    [Theory]
    [InlineData("4", "4", "4,1", "4")]
    [InlineData("4,2", "4,2", "4,2", "4,2")]
    [InlineData("4,2,3", "4,2,3", "4,6", "4,6")]
    [InlineData("4,2,1", "4,2", "4,2", "4,2")]
    public void ValuesAreARowForEachExample(string outputs, string targets, string rows, string values)
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor f = rand(Shape(outputs), ScalarType.Float64), y = rand(Shape(targets), ScalarType.Float64);
        LossTerms terms = LossTerms.Of(_values, f, y);
        Assert.Equal((rows, values), (Text(terms.Outputs), Text(terms.Targets)));
        TensorAssert.SameBits(f.flatten(), terms.Outputs.flatten());
        TensorAssert.SameBits(y.flatten(), terms.Targets.flatten());
        TensorAssert.SameBits(f, LossTerms.InShapeOf(terms.Outputs, _values, f, y));
        Assert.Equal(4, LossTerms.CountOf(_values, y));
    }

    [Theory]
    [InlineData("2,3,5", "2,4")]
    [InlineData("2", "2,3")]
    [InlineData("2,5,3", "3,3")]
    public void LabelsThatBelongToNoPlaceAreRefused(string outputs, string targets)
    {
        using DisposeScope scope = NewDisposeScope();
        string message = Assert.Throws<ArgumentException>(
            () => LossTerms.Of(_classes, zeros(Shape(outputs)), zeros(Shape(targets), ScalarType.Int64))).Message;
        Assert.StartsWith(
            $"The network's outputs are [{outputs.Replace(",", ", ", StringComparison.Ordinal)}], and the targets Int64 "
                + $"[{targets.Replace(",", ", ", StringComparison.Ordinal)}].",
            message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "3")]
    [InlineData("1,5", "3")]
    [InlineData("1", "3")]
    public void OutputsOfOtherExamplesAreRefused(string outputs, string targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor labels = zeros(Shape(targets), ScalarType.Int64), values = zeros(Shape(targets), ScalarType.Float64);
        Tensor f = zeros(Shape(outputs), ScalarType.Float64);
        Assert.Contains("The network's outputs are [", Refusal(_classes, f, labels), StringComparison.Ordinal);
        Assert.Contains("The network's outputs are [", Refusal(_values, f, values), StringComparison.Ordinal);
    }

    [Fact]
    public void WholeNumbersAsOutputsAreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor labels = zeros([3], ScalarType.Int64);
        Assert.StartsWith(
            "The network's outputs are Int64, which have no derivative", Refusal(_classes, labels, labels), StringComparison.Ordinal);
    }

    private static string Refusal(Loss loss, Tensor outputs, Tensor targets) =>
        Assert.Throws<ArgumentException>(() => LossTerms.Of(loss, outputs, targets)).Message;

    private static long[] Shape(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];

    private static string Text(Tensor tensor) => string.Join(',', tensor.shape);
}
