using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>
/// The matrix in rotated coordinates beside the whole one, which shares neither its inputs nor its places: QH'Qᵀ is H, up to a norm that is
/// stated.
/// </summary>
public sealed class FirstLayerRotationTests
{
    private const long Inputs = 12;
    private const double Accuracy = 1e-13;

    private static readonly Dictionary<string, (long[] Example, Func<nn.Module<Tensor, Tensor>> Create)> s_modules = new()
    {
        ["relu"] = ([Inputs], () => Networks.FullyConnected([Inputs, 5, 4, 3], "relu", bias: true, seed: 1)),
        ["softplus"] = ([Inputs], () => Networks.FullyConnected([Inputs, 5, 4, 3], "softplus", bias: true, seed: 2)),
        ["without bias"] = ([Inputs], () => Networks.FullyConnected([Inputs, 5, 3], "tanh", bias: false, seed: 3)),
        ["one layer"] = ([Inputs], () => Networks.FullyConnected([Inputs, 3], "relu", bias: true, seed: 4)),
        ["images"] = ([3, 2, 2], () => nn.Sequential(nn.Flatten(), Linear(Inputs, 4), nn.Sigmoid(), Linear(4, 3))),
        ["a map before it"] = ([2, 4, 6], () => nn.Sequential(nn.AvgPool2d(2), nn.Flatten(), Linear(Inputs, 4), nn.Tanh(), Linear(4, 3))),
        ["batched tangents"] = ([Inputs], () => nn.Sequential(Linear(Inputs, 4), nn.Tanh(), nn.Softplus(), Linear(4, 3))),
    };

    public static MatrixTheoryData<string, string> Cases => new(s_modules.Keys, CurvatureMatrices.All.Select(kind => kind.Word));

    [Theory, MemberData(nameof(Cases))]
    public void TheWholeMatrixIsWhatTheRotatedOneSays(string name, string kind)
    {
        (long[] example, Func<nn.Module<Tensor, Tensor>> create) = s_modules[name];
        using nn.Module<Tensor, Tensor> module = create();
        using Batches batches = FewDimensions(example, dimensions: 4, seed: 5, 7, 4);
        var risk = new EmpiricalRisk(module, new CrossEntropy(), batches);
        using (new LiveTensors())
        {
            AssertSame(risk, CurvatureMatrices.Find(kind));
        }
    }

    /// <summary>It belongs to no data: at most 4 of 12 directions and the bias, wherever the batches are cut.</summary>
    [Theory]
    [InlineData(4, 4, 5)]
    [InlineData(30, 4, 5)]
    [InlineData(3, 4, 3)]
    public void TheRankIsThatOfTheInputs(long examples, int dimensions, long rank)
    {
        using nn.Module<Tensor, Tensor> module = s_modules["relu"].Create();
        foreach (long[] sizes in (long[][])[[examples], [1, examples - 1], [examples - 2, 1, 1]])
        {
            using Batches batches = FewDimensions([Inputs], dimensions, seed: 6, sizes);
            using FirstLayerRotation found = FirstLayerRotation.TryFind(new EmpiricalRisk(module, new CrossEntropy(), batches))!;
            Assert.Equal(Math.Min(rank, examples), found.Rank);
            Assert.Equal(5 * (Inputs + 1 - found.Rank), found.DroppedCount);
        }
    }

    /// <summary>
    /// X̄ᵀX̄ would show nothing of a direction of 1e-10: it is one of them all the same, and one of 1e-17 is not, and is in the bound.
    /// </summary>
    [Theory]
    [InlineData(1e-10, 6)]
    [InlineData(1e-13, 6)]
    [InlineData(1e-17, 5)]
    public void ASmallDirectionCountsWhereRoundingCanTellItFromZero(double size, long rank)
    {
        using nn.Module<Tensor, Tensor> module = s_modules["relu"].Create();
        using Batches batches = FewDimensions([Inputs], dimensions: 4, seed: 6, 20);
        using var generator = new Generator(7);
        using (Tensor direction = randn([20, 1], float64, generator: generator))
        {
            // In coordinates of its own, where no rounding of the others hides it.
            batches[0].Inputs.narrow(1, 11, 1).copy_(direction.mul(size));
            batches[0].Inputs.narrow(1, 10, 1).zero_();
        }

        var risk = new EmpiricalRisk(module, new CrossEntropy(), batches);
        using FirstLayerRotation found = FirstLayerRotation.TryFind(risk)!;
        Assert.Equal(rank, found.Rank);
        AssertSame(risk, CurvatureMatrices.Hessian);
    }

    /// <summary>A basis that leaves something out: what is stated is at least that, and no thousand times more.</summary>
    [Fact]
    public void TheStatedNormHoldsWhatIsDropped()
    {
        using nn.Module<Tensor, Tensor> module = s_modules["softplus"].Create();
        using Batches few = FewDimensions([Inputs], dimensions: 4, seed: 8, 20), more = FewDimensions([Inputs], dimensions: 4, seed: 8, 20);
        using (Tensor noise = randn([20, Inputs], float64, generator: new Generator(9)))
        {
            more[0].Inputs.add_(noise.mul(1e-6));
        }

        var risk = new EmpiricalRisk(module, new CrossEntropy(), more);
        using FirstLayerRotation rotation = FirstLayerRotation.TryFind(new EmpiricalRisk(module, new CrossEntropy(), few))!;
        foreach (CurvatureMatrix kind in CurvatureMatrices.All)
        {
            using ExactHessian whole = ExactHessian.Compute(risk, kind);
            using Tensor reduced = rotation.Reduce(whole.Matrix), square = Transposed(rotation.Reduce(Transposed(reduced)));
            using Tensor expanded = Transposed(rotation.Expand(Transposed(rotation.Expand(square))));
            using Tensor left = whole.Matrix - expanded;
            double dropped = linalg.norm(left, 2).item<double>(), stated = rotation.DroppedNorm(kind, risk, default);
            Assert.InRange(stated, dropped, 100 * dropped);
        }
    }

    [Fact]
    public void NothingIsRotatedWhereInputsSpanNearlyAll()
    {
        using nn.Module<Tensor, Tensor> module = s_modules["relu"].Create();
        using Batches batches = FewDimensions([Inputs], dimensions: 12, seed: 6, 40);
        Assert.Null(FirstLayerRotation.TryFind(new EmpiricalRisk(module, new CrossEntropy(), batches)));
    }

    [Fact]
    public void NothingIsRotatedBehindAConvolutionOrInAnUnknownModule()
    {
        using var convolution = nn.Sequential(
            nn.Conv2d(1, 2, 2, dtype: ScalarType.Float64), nn.ReLU(), nn.Flatten(), Linear(2 * 2 * 1, 3));
        using Batches images = FewDimensions([1, 3, 2], dimensions: 2, seed: 6, 9);
        Assert.Null(FirstLayerRotation.TryFind(new EmpiricalRisk(convolution, new CrossEntropy(), images)));
        using var opaque = new OpaqueModule(Networks.FullyConnected([Inputs, 3], "relu", bias: true, seed: 1));
        using Batches batches = FewDimensions([Inputs], dimensions: 4, seed: 6, 9);
        Assert.Null(FirstLayerRotation.TryFind(new EmpiricalRisk(opaque, new CrossEntropy(), batches)));
    }

    /// <summary>A loss that reads the parameters: the structure does not show it, and columns do.</summary>
    [Fact]
    public void WhatIsNotInTheStructureLeavesTheRotation()
    {
        using Sequential module = Networks.FullyConnected([Inputs, 4, 3], "tanh", bias: true, seed: 1);
        using Batches batches = FewDimensions([Inputs], dimensions: 4, seed: 6, 9);
        Parameter weight = module.parameters().First();
        var loss = Loss.FromExampleLosses("with a penalty", (f, y) => f.pow(2).sum(1) + weight.pow(4).sum());
        var risk = new EmpiricalRisk(module, loss, batches);
        using FirstLayerRotation rotation = FirstLayerRotation.TryFind(risk)!;
        using ExactHessian found = CurvatureMatrices.Hessian.ExactRotated(risk, rotation, null, default);
        using ExactHessian whole = ExactHessian.Compute(risk, method: ExactHessianMethod.ColumnByColumn);
        Assert.Null(found.Rotation);
        Assert.InRange(Networks.RelativeDifference(found.Matrix, whole.Matrix), 0, 1e-14);
    }

    /// <summary>Two that share the data: each has a part of the examples, and both find the span of all.</summary>
    [Fact]
    public void TwoThatShareTheDataFindOneSpan()
    {
        long[] ranks = ThreadReduction.Run(2, (rank, others) =>
        {
            using DisposeScope scope = NewDisposeScope();
            using nn.Module<Tensor, Tensor> module = s_modules["relu"].Create();
            using Batches all = FewDimensions([Inputs], dimensions: 6, seed: 6, 3, 9);
            var risk = new EmpiricalRisk(module, new CrossEntropy(), [all[rank]], 0, ModelMode.Evaluation, others);
            using FirstLayerRotation found = FirstLayerRotation.TryFind(risk)!;
            return found.Rank;
        });
        Assert.Equal([7, 7], ranks);
    }

    private static void AssertSame(EmpiricalRisk risk, CurvatureMatrix kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using FirstLayerRotation rotation = FirstLayerRotation.TryFind(risk)!;
        using ExactHessian whole = ExactHessian.Compute(risk, kind), rotated = kind.ExactRotated(risk, rotation, null, default);
        Assert.Same(rotation, rotated.Rotation);
        Assert.Equal(rotation.Dimension, rotated.Matrix.shape[0]);
        Assert.True(Networks.IsSymmetric(rotated.Matrix));
        Tensor expanded = rotation.Expand(Transposed(rotation.Expand(rotated.Matrix)));
        double scale = linalg.norm(whole.Matrix, 2).item<double>();
        Assert.InRange(linalg.norm(whole.Matrix - expanded, 2).item<double>(), 0, Math.Max(Accuracy * scale, rotated.InheritedError));
        Assert.InRange(rotated.InheritedError, whole.InheritedError * 0.4, whole.InheritedError + (1e-12 * scale));
        // The basis of what falls out, beside that of what stays.
        Tensor basis = cat([rotation.Expand(eye(rotation.Dimension, dtype: float64)), rotation.DroppedBasis()], 1);
        Assert.InRange(Networks.RelativeDifference(basis.t().mm(basis), eye(risk.Dimension, dtype: float64)), 0, Accuracy);
    }

    private static Tensor Transposed(Tensor matrix) => matrix.t().contiguous();

    private static Linear Linear(long inputs, long outputs)
    {
        Linear layer = nn.Linear(inputs, outputs, dtype: ScalarType.Float64);
        return Networks.Randomize(layer, seed: inputs);
    }

    // Inputs in so many random directions.
    private static Batches FewDimensions(long[] example, int dimensions, long seed, params long[] sizes)
    {
        long length = example.Aggregate(1L, (product, side) => product * side);
        using var generator = new Generator((ulong)seed + 1000);
        using Tensor directions = randn([dimensions, length], ScalarType.Float64, generator: generator);
        Batch[] batches = Networks.Batches([dimensions], 3, seed, sizes);
        var result = new Batches([.. batches.Select(b => new Batch(b.Inputs.mm(directions).view([-1, .. example]), b.Targets.alias()))]);
        Array.ForEach(batches, b => b.Dispose());
        return result;
    }
}
