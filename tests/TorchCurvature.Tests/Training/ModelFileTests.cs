using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Training;

public sealed class ModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Sequential _model = MultilayerPerceptron.Create(5, [4], 3, Activation.Tanh, seed: 1);

    private string File => _folder["model.bin"];

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(ScalarType.Float64), InlineData(ScalarType.Float32)]
    public void AModelComesBackToTheBit(ScalarType dtype)
    {
        using Sequential saved = MultilayerPerceptron.Create(5, [4], 3, Activation.Tanh, seed: 7, dtype);
        using Sequential loaded = MultilayerPerceptron.Create(5, [4], 3, Activation.Tanh, seed: 8, dtype);
        using (new LiveTensors())
        {
            ModelFile.Save(saved, File);
            ModelFile.Load(loaded, File);
        }

        using Tensor expected = new ParameterLayout(saved).ToVector(), actual = new ParameterLayout(loaded).ToVector();
        TensorAssert.SameBits(expected, actual);
        Assert.Equal([File], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void BuffersComeBackToo()
    {
        using BatchNorm1d saved = nn.BatchNorm1d(3), loaded = nn.BatchNorm1d(3);
        using (DisposeScope scope = NewDisposeScope())
        {
            saved.forward(arange(12, float32).reshape(4, 3));
        }

        ModelFile.Save(saved, File);
        ModelFile.Load(loaded, File);
        using Tensor expected = saved.running_mean!.alias(), actual = loaded.running_mean!.alias();
        TensorAssert.SameBits(expected, actual);
        Assert.NotEqual(0, actual.sum().item<float>());
    }

    [Fact]
    public void SavingReplacesAFile()
    {
        System.IO.File.WriteAllText(File, "something else");
        ModelFile.Save(_model, File);
        ModelFile.Load(_model, File);
    }

    [Fact]
    public void AMissingFileIsNamed()
    {
        var error = Assert.Throws<FileNotFoundException>(() => ModelFile.Load(_model, File));
        Assert.Contains(File, error.Message, StringComparison.Ordinal);
        Assert.Equal(File, error.FileName);
    }

    /// <summary>Cut in the header, in a name, in a shape, in the numbers and one byte before the end.</summary>
    [Theory]
    [InlineData(0), InlineData(1), InlineData(3), InlineData(10), InlineData(17), InlineData(30), InlineData(100), InlineData(-1)]
    public void ATruncatedFileIsRefused(int length)
    {
        ModelFile.Save(_model, File);
        byte[] content = System.IO.File.ReadAllBytes(File);
        System.IO.File.WriteAllBytes(File, content[..(length < 0 ? content.Length + length : length)]);
        Expect(_model);
    }

    [Fact]
    public void AFileOfAnotherKindIsRefused()
    {
        System.IO.File.WriteAllText(File, "This is no model file, but text that is long enough to be read as one.");
        Expect(_model);
    }

    [Fact]
    public void AnotherArchitectureIsRefused()
    {
        ModelFile.Save(_model, File);
        using Sequential wider = MultilayerPerceptron.Create(5, [6], 3, Activation.Tanh, seed: 1);
        using Sequential deeper = MultilayerPerceptron.Create(5, [4, 4], 3, Activation.Tanh, seed: 1);
        using Sequential shallower = MultilayerPerceptron.Create(5, [], 3, Activation.Tanh, seed: 1);
        Array.ForEach([wider, deeper, shallower], Expect);
    }

    /// <summary>Silently rounding the parameters would hide that the file is another model's.</summary>
    [Fact]
    public void AnotherPrecisionIsRefused()
    {
        ModelFile.Save(_model, File);
        using Sequential narrow = MultilayerPerceptron.Create(5, [4], 3, Activation.Tanh, seed: 1, ScalarType.Float32);
        Expect(narrow);
    }

    [Fact]
    public void AFolderThatDoesNotExistIsAnError() =>
        Assert.ThrowsAny<IOException>(() => ModelFile.Save(_model, _folder["missing/model.bin"]));

    private void Expect(Sequential model)
    {
        using LiveTensors live = new();
        string message = Assert.Throws<InvalidDataException>(() => ModelFile.Load(model, File)).Message;
        Assert.Contains(File, message, StringComparison.Ordinal);
    }
}
