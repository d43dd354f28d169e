using TorchCurvature.Data;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Data;

/// <summary>Data sets for regression.</summary>
public sealed class RealTargetTests
{
    [Fact]
    public void AVectorIsOneOutputAndAMatrixHasThoseOfItsColumns()
    {
        using LiveTensors live = new();
        using Dataset one = Random(targets: [6]), three = Random(targets: [6, 3]), labelled = new("labels", ones(2, 1), zeros(2, int64), 4);
        Assert.Equal((false, 1), (one.HasLabels, one.OutputCount));
        Assert.Equal((false, 3), (three.HasLabels, three.OutputCount));
        Assert.Equal((true, 4), (labelled.HasLabels, labelled.OutputCount));
        Assert.Same(labelled.Labels, labelled.Targets);
    }

    [Fact]
    public void WhereThereAreNoClassesNothingIsMadeUp()
    {
        using LiveTensors live = new();
        using Dataset data = Random(targets: [6]);
        Action[] questions = [() => _ = data.Labels, () => _ = data.ClassCount, () => data.BalancedSubset(2, seed: 1).Dispose()];
        foreach (Action ask in questions)
        {
            string message = Assert.Throws<InvalidOperationException>(ask).Message;
            Assert.Contains("random has real-valued targets, and no classes", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void BatchesTakeTargetsAlong()
    {
        using LiveTensors live = new();
        using Dataset data = Random(targets: [6, 3]);
        using Batches batches = data.Batches(4);
        using Tensor together = cat([.. batches.Select(b => b.Targets)]);
        TensorAssert.SameBits(data.Targets, together);
    }

    [Fact]
    public void TargetsAreConvertedWithTheInputs()
    {
        using LiveTensors live = new();
        using Dataset data = Random(targets: [6, 3]), single = data.To(float32), flat = single.Flatten();
        Assert.Equal((float32, float32), (single.Inputs.dtype, single.Targets.dtype));
        Assert.Equal([6, 3], flat.Targets.shape);
        TensorAssert.Near(data.Targets, flat.Targets, 1e-6);
    }

    [Fact]
    public void ATargetThatIsNotFiniteIsNamedByItsExample()
    {
        using Tensor inputs = ones([3, 2], float64), targets = tensor([0, 1, 2, 3, double.NaN, 5], [3, 2], float64);
        string message = Assert.Throws<ArgumentException>("targets", () => new Dataset("bad", inputs, targets)).Message;
        Assert.Contains("target of example 2 is not finite", message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNoRealTargetIsRefusedWithWhatToDo()
    {
        using DisposeScope scope = NewDisposeScope();
        Expect(zeros(4, int64), "or say how many classes the labels have");
        Expect(zeros(3, float64), "4 inputs need [4] or [4, …] of them");
        Expect(zeros([3, 4, 1], float64), "4 inputs need [4] or [4, …] of them");
        Expect(zeros([4, 0], float64), "4 inputs need [4] or [4, …] of them");
        Expect(zeros(4, float32), "inputs are Float64 on cpu and targets Float32 on cpu; convert one of them");

        static void Expect(Tensor targets, string complaint) => Assert.Contains(
            complaint,
            Assert.Throws<ArgumentException>(nameof(targets), () => new Dataset("bad", zeros([4, 2], float64), targets)).Message,
            StringComparison.Ordinal);
    }

    private static Dataset Random(long[] targets)
    {
        using Generator generator = new(3);
        return new Dataset("random", randn([6, 2, 2], float64, generator: generator), randn(targets, float64, generator: generator));
    }
}
