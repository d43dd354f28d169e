using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Operators;
using TorchCurvature.PyTorch.Archives;
using TorchCurvature.PyTorch.Scripts;
using TorchCurvature.Resources;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>
/// Networks of six kinds that people train, each with a loss of its own, against PyTorch's double backward in float64: causal
/// attention with padding and a tied output, depthwise convolutions, a class for every pixel, sets, a mixture of experts with two
/// inputs, and dilated convolutions over time (Assets/kinds/make_kinds.py). Over three unequal batches, which weigh unequally.
/// </summary>
public sealed class OwnKindsTests
{
    private static readonly Dictionary<string, Loss> s_losses = new()
    {
        ["gpt2_like"] = new CrossEntropy(null, ignoreIndex: -100),
        ["mobilenet_like"] = new CrossEntropy([1, 2, 0.5], labelSmoothing: 0.1),
        ["unet_like"] = new CrossEntropy(),
        ["deep_sets"] = new MeanSquaredError(),
        ["experts"] = new BinaryCrossEntropy(),
        ["wavenet_like"] = new Huber(0.7),
    };

    public static TheoryData<string, ScalarType, double> Cases
    {
        get
        {
            TheoryData<string, ScalarType, double> cases = [];
            foreach (string name in s_losses.Keys)
            {
                cases.Add(name, ScalarType.Float64, 1e-12);
            }

            cases.Add("gpt2_like", ScalarType.Float32, 1e-5);

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task AllEigenvaluesAreThoseOfPyTorch(string name, ScalarType dtype, double tolerance)
    {
        string file = Assets.FileOf(Path.Combine("kinds", name), "");
        using var model = (ScriptedModel)TorchCurvature.PyTorch.PyTorchFiles.Instance.Load(file + ".pt");
        model.to(dtype);
        using TrainTestSplit split = await new DataFileSpec { Path = file + ".npz" }.LoadAsync(seed: 0);
        using Dataset data = split.Train.To(dtype);
        using Batches batches = data.Batches(((data.Count + 1) / 3) + 1);
        Assert.Equal(3, batches.Count);
        Assert.NotEqual(batches[0].Count, batches[2].Count);
        var risk = new EmpiricalRisk(model, s_losses[name], batches);

        double[] loss = Truth(file, "loss"), gradient = Truth(file, "gradient");
        Assert.Equal(gradient.Length, risk.Dimension);
        Assert.Equal(loss[0], risk.Evaluate().Loss, tolerance * Math.Max(1, loss[0]));
        using Tensor expected = tensor(gradient), actual = risk.Gradient();
        TensorAssert.Near(expected, actual, tolerance * Math.Max(1, expected.FrobeniusNorm()));
        ExpectEigenvalues(Truth(file, "hessian"), risk, CurvatureMatrices.Hessian, tolerance);
        ExpectEigenvalues(Truth(file, "gauss_newton"), risk, CurvatureMatrices.GaussNewton, tolerance);
    }

    [Theory]
    [InlineData("mobilenet_like", 2, "The network reads one input, and the data have 2.")]
    [InlineData("experts", 3, "The network reads 2 inputs, and the data have 3.")]
    [InlineData("experts", 1, "The network reads an input 'side' too, and the data have one: ")]
    public void AnotherNumberOfInputsIsRefused(string name, int inputs, string expected)
    {
        using var model = (ScriptedModel)TorchCurvature.PyTorch.PyTorchFiles.Instance.Load(Assets.FileOf(Path.Combine("kinds", name)));
        using DisposeScope scope = NewDisposeScope();
        Tensor[] given = [.. Enumerable.Range(0, inputs).Select(_ => zeros([2, 4], ScalarType.Float64))];
        Assert.StartsWith(expected, Assert.Throws<PyTorchFileException>(() => model.forward(given)).Message, StringComparison.Ordinal);
    }

    private static void ExpectEigenvalues(double[] expected, EmpiricalRisk risk, CurvatureMatrix kind, double tolerance)
    {
        double allowed = tolerance * expected.Max(Math.Abs);
        RiskCurvature curvature = risk.Curvature(kind);
        using DenseOperator matrix = curvature.Exact();
        Assert.InRange(Furthest(expected, DenseEigensolver.Values(matrix).Values.Order()), 0, allowed);

        const int Ends = 5;
        using SymmetricOperator products = curvature.Operator(keptGraphs: 2);
        var search = new LanczosOptions { Top = Ends, Bottom = 0, Tolerance = risk.Layout.DType == ScalarType.Float64 ? 1e-9 : 1e-5 };
        using ExtremalEigenPairs found = LanczosEigensolver.Solve(products, search);
        Assert.Equal(SolverStatus.Converged, found.Status);
        Assert.InRange(Furthest(expected.TakeLast(Ends), found.At(SpectrumEnd.Top).Select(p => p.Value).Order()), 0, allowed);
    }

    private static double Furthest(IEnumerable<double> expected, IEnumerable<double> actual)
    {
        Assert.Equal(expected.Count(), actual.Count());
        return expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max();
    }

    private static double[] Truth(string file, string array)
    {
        using Tensor values = NumPyArrays.TryRead(file + ".truth.npz", array)!;
        return [.. values.data<double>()];
    }
}
