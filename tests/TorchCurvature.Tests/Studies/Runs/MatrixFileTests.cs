using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies.Runs;

/// <summary>The file of a whole matrix: all of it to the last bit, or nothing.</summary>
public sealed class MatrixFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Sequential _model = MultilayerPerceptron.Create(6, [2], 2, Activation.Tanh, seed: 1, ScalarType.Float64);
    private readonly Dataset _data;
    private readonly Batches _batches;
    private readonly EmpiricalRisk _risk;

    public MatrixFileTests()
    {
        using var generator = new Generator(5);
        using Tensor inputs = randn([4, 6], ScalarType.Float64, generator: generator), labels = tensor([0L, 1, 1, 0]);
        _data = new Dataset("random", inputs.alias(), labels.alias(), 2);
        _batches = _data.Batches(3);
        _risk = new EmpiricalRisk(_model, new CrossEntropy(), _batches, weightDecay: 0.1);
    }

    private string Path => _folder["matrix"];

    public void Dispose()
    {
        _batches.Dispose();
        _data.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    /// <summary>Four examples of six inputs: the first layer's rows have four coordinates in place of seven, if any.</summary>
    [Theory]
    [InlineData("hessian", false)]
    [InlineData("gauss-newton", false)]
    [InlineData("functional", true)]
    public void AMatrixComesBackToTheLastBit(string word, bool isRotated)
    {
        using var live = new LiveTensors();
        var kind = CurvatureMatrices.Find(word);
        using FirstLayerRotation? rotation = isRotated ? FirstLayerRotation.TryFind(_risk) : null;
        Assert.Equal(isRotated, rotation is not null);
        using var written = new ComputedMatrix(kind.ExactRotated(_risk, rotation, progress: null, CancellationToken.None), 12.5);
        Write(written);
        using ComputedMatrix read = MatrixFile.Read(Path, kind, _risk, rotation);
        (ExactHessian expected, ExactHessian found) = (written.Matrix, read.Matrix);
        TensorAssert.SameBits(expected.Matrix, found.Matrix);
        Assert.Equal(rotation, found.Rotation);
        Assert.Equal(
            (expected.Kind, expected.Method, expected.Asymmetry, expected.InheritedError, expected.Remark, written.Seconds),
            (found.Kind, found.Method, found.Asymmetry, found.InheritedError, found.Remark, read.Seconds));
    }

    [Fact]
    public void ADamagedFileIsRefusedWithItsName()
    {
        WriteHessian();
        byte[] whole = File.ReadAllBytes(Path);
        using var live = new LiveTensors();
        for (int i = 0; i < whole.Length; i += 7)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= (byte)(1 << (i % 8));
            AssertRefused(damaged);
            AssertRefused(whole[..i]);
        }

        AssertRefused([.. whole, 0]);
    }

    [Fact]
    public void AnotherMatrixIsNotTakenForThisOne()
    {
        WriteHessian();
        Assert.Throws<InvalidDataException>(() => MatrixFile.Read(Path, CurvatureMatrices.GaussNewton, _risk, rotation: null));
        using Sequential wider = MultilayerPerceptron.Create(6, [3], 2, Activation.Tanh, seed: 1, ScalarType.Float64);
        var other = new EmpiricalRisk(wider, new CrossEntropy(), _batches);
        Assert.Throws<InvalidDataException>(() => MatrixFile.Read(Path, CurvatureMatrices.Hessian, other, rotation: null));
        using FirstLayerRotation? rotation = FirstLayerRotation.TryFind(_risk);
        using (var rotated = new ComputedMatrix(CurvatureMatrices.Hessian.ExactRotated(_risk, rotation, null, CancellationToken.None), 1))
        {
            Write(rotated);
        }

        Assert.Throws<InvalidDataException>(() => MatrixFile.Read(Path, CurvatureMatrices.Hessian, _risk, rotation: null));
    }

    private void WriteHessian()
    {
        using var matrix = new ComputedMatrix(ExactHessian.Compute(_risk), 1);
        Write(matrix);
    }

    private void Write(ComputedMatrix matrix)
    {
        using var file = new FileStream(Path, FileMode.Create, FileAccess.ReadWrite);
        MatrixFile.Write(file, matrix);
    }

    private void AssertRefused(byte[] bytes)
    {
        File.WriteAllBytes(Path, bytes);
        var error = Assert.Throws<InvalidDataException>(
            () => MatrixFile.Read(Path, CurvatureMatrices.Hessian, _risk, rotation: null));
        Assert.StartsWith($"'{Path}' is no matrix of this run, or is damaged: ", error.Message, StringComparison.Ordinal);
    }
}
