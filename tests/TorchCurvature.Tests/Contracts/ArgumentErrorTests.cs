using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Data;
using TorchCurvature.Tests.Eigensolvers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Contracts;

/// <summary>Arguments that callers may get wrong, and which no other test gives: each is named, with what was wrong.</summary>
public sealed class ArgumentErrorTests : IDisposable
{
    private readonly PrescribedOperator _matrix = new([3, 2, 1], seed: 1);
    private readonly PrescribedOperator _larger = new([4, 3, 2, 1], seed: 1);
    private readonly PrescribedOperator _single = new([3, 2, 1], 1, ScalarType.Float32);
    private readonly Sequential _model = MultilayerPerceptron.Create(2, [2], 2, Activation.Tanh, seed: 1, ScalarType.Float64);

    public void Dispose()
    {
        _matrix.Dispose();
        _larger.Dispose();
        _single.Dispose();
        _model.Dispose();
    }

    [Fact]
    public void OperatorsThatAreNotThereAreNamed()
    {
        using Tensor diagonal = ones(3, ScalarType.Float64);
        AssertNull("risk", () => new HessianOperator(null!));
        AssertNull("risk", () => new GaussNewtonOperator(null!));
        AssertNull("whole", () => new DiagonalBlockOperator(null!, 0, 1));
        AssertNull("inner", () => new DiagonalCongruenceOperator(null!, diagonal));
        AssertNull("minuend", () => new DifferenceOperator(null!, _matrix));
        AssertNull("subtrahend", () => new DifferenceOperator(_matrix, null!));
        AssertNull("scaled", () => new ScaledOperator(2, null!));
        AssertNull("left", () => new SumOperator(null!, _matrix));

        static void AssertNull(string name, Func<SymmetricOperator> make) => Assert.Throws<ArgumentNullException>(name, make);
    }

    [Fact]
    public void OperatorsThatDoNotGoTogetherAreNamed()
    {
        Assert.Contains(
            "a Float64 operator of dimension 3 and a Float64 one of dimension 4",
            Assert.Throws<ArgumentException>("subtrahend", () => new DifferenceOperator(_matrix, _larger)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "a Float32 one of dimension 3",
            Assert.Throws<ArgumentException>("subtrahend", () => new DifferenceOperator(_matrix, _single)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "float32 or float64, and not Int64",
            Assert.Throws<ArgumentException>("dtype", () => new PrescribedOperator([1], 1, ScalarType.Int64)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void SpectraSayWhatTheyCannotBe()
    {
        Assert.Throws<ArgumentOutOfRangeException>("inheritedError", () => Spectrum.FromEigenvalues([2, 1], ScalarType.Float64, -1));
        Assert.Throws<ArgumentOutOfRangeException>(
            "inheritedError", () => Spectrum.FromEigenvalues([2, 1], ScalarType.Float64, double.NaN));
        var spectrum = Spectrum.FromEigenvalues([2, 1], ScalarType.Float64);
        Assert.Throws<ArgumentOutOfRangeException>("rule", () => OutlierCounting.Count(spectrum, (OutlierRule)99));
    }

    [Fact]
    public void DataSayWhatTheyCannotBe()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor inputs = zeros([3, 2], ScalarType.Float64), targets = zeros([3, 2], ScalarType.Float64);
        Assert.Throws<ArgumentException>("inputs", () => new Batch((IReadOnlyList<Tensor>)[], targets));
        using var data = new Dataset("points", inputs.alias(), targets.alias());
        Assert.Contains(
            "points cannot become Int64", Assert.Throws<ArgumentException>("dtype", () => data.To(ScalarType.Int64)).Message,
            StringComparison.Ordinal);
        using Batches batches = data.Batches(2);
        var risk = new EmpiricalRisk(_model, new SquaredError(), batches);
        Assert.Contains(
            "class labels", Assert.Throws<ArgumentException>("targets", () => ClassGradientMeans.Compute(risk)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a,b\n", "")]
    public async Task ATableWithoutRowsIsNamed(string text, string words)
    {
        using var folder = new TemporaryFolder();
        string path = folder["table.csv"];
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => new DataFileSpec { Path = path }.LoadAsync(seed: 0));
        Assert.IsType<DataFormatException>(error);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }
}
