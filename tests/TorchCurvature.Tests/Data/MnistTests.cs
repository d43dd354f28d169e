using TorchCurvature.Data;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Data;

public sealed class MnistTests : IDisposable
{
    private const string TrainImages = "train-images-idx3-ubyte", TrainLabels = "train-labels-idx1-ubyte";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, ""), InlineData(true, ""), InlineData(false, "mnist"), InlineData(true, "mnist")]
    public void PixelsAndLabelsComeBackFromPlainAndCompressedFilesHereAndInTheSubfolder(bool compressed, string subfolder)
    {
        MnistFiles.Write(_folder[subfolder], compressed);
        using LiveTensors live = new();
        using TrainTestSplit split = Mnist.Load(_folder.Path, ScalarType.Float64);

        Assert.Equal([MnistFiles.TrainCount, 1, 28, 28], split.Train.Inputs.shape);
        Assert.Equal([MnistFiles.TestCount, 1, 28, 28], split.Test!.Inputs.shape);
        Assert.Equal(
            Enumerable.Range(0, MnistFiles.TestCount).Select(image => (long)MnistFiles.Label(image)), split.Test!.Labels.data<long>());
        double[] inputs = split.Train.Inputs.data<double>().ToArray();
        for (int index = 0; index < inputs.Length; index++)
        {
            double pixel = MnistFiles.Pixel(index / MnistFiles.ImageLength, index % MnistFiles.ImageLength);
            Assert.Equal(((pixel / 255) - 0.1307) / 0.3081, inputs[index], 1e-12);
        }
    }

    [Fact]
    public void ACompressedFileIsToldByItsContentNotByItsName()
    {
        MnistFiles.Write(_folder.Path);
        File.WriteAllBytes(_folder[TrainImages], MnistFiles.Gzip(File.ReadAllBytes(_folder[TrainImages])));
        using TrainTestSplit split = Mnist.Load(_folder.Path);
        Assert.Equal(MnistFiles.TrainCount, split.Train.Count);
        Assert.Equal(ScalarType.Float32, split.Train.Inputs.dtype);
    }

    [Fact]
    public void AllMissingFilesAreNamedWithTheirFolder()
    {
        MnistFiles.Write(_folder["mnist"]);
        File.Delete(_folder["mnist/" + TrainImages]);
        File.Delete(_folder["mnist/t10k-labels-idx1-ubyte"]);
        string message = Assert.Throws<DatasetUnavailableException>(() => Mnist.Load(_folder.Path)).Message;
        Assert.Contains($"{_folder["mnist"]}: missing {TrainImages}, t10k-labels-idx1-ubyte.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATruncatedFileIsRefused()
    {
        Expect(TrainImages, content => content[..^1], "is truncated");
        Expect(TrainLabels, content => content[..^1], "is truncated");
        Expect(TrainLabels, content => content[..6], "before the end of its header");
        Expect(TrainLabels, _ => [], "before the end of its header");
    }

    [Fact]
    public void ATruncatedOrDamagedCompressedFileIsRefused()
    {
        Expect(TrainImages, content => MnistFiles.Gzip(content)[..^900], "truncated");
        Expect(TrainImages, content => [.. MnistFiles.Gzip(content)[..10], 0xff, .. MnistFiles.Gzip(content)[11..]], "damaged");
    }

    [Fact]
    public void TrailingBytesAreRefused()
    {
        Expect(TrainImages, content => [.. content, 0], "trailing bytes");
        Expect(TrainLabels, content => MnistFiles.Gzip([.. content, 0]), "trailing bytes");
    }

    [Fact]
    public void AWrongMagicNumberIsShownWithTheExpectedOne() =>
        Expect(TrainLabels, content => [0, 0, 8, 3, .. content[4..]], "magic number is 0x00000803, expected 0x00000801");

    [Fact]
    public void ImagesOfAnotherSizeAreRefused() => Expect(
        TrainImages, content => [.. MnistFiles.Numbers(0x803, MnistFiles.TrainCount, 14, 56), .. content[16..]],
        "14x56 pixels, expected 28x28");

    [Fact]
    public void DifferentNumbersOfImagesAndLabelsAreRefused() => Expect(
        TrainLabels, content => [.. MnistFiles.Numbers(0x801, MnistFiles.TrainCount - 1), .. content[8..^1]],
        $"holds {MnistFiles.TrainCount} images");

    [Fact]
    public void AnEmptySetIsRefused() => Expect(TrainLabels, _ => MnistFiles.Numbers(0x801, 0), "promises 0 labels");

    [Fact]
    public void ALabelOutOfRangeIsNamedByItsExample() =>
        Expect(TrainLabels, content => [.. content[..13], 10, .. content[14..]], "label of example 5 is 10");

    [Fact]
    public void AFaultInTheTestSetReleasesTheTrainingSet() =>
        Expect("t10k-labels-idx1-ubyte", content => [.. content, 0], "trailing bytes");

    [Fact]
    public void ImpossibleOptionsAreNamed()
    {
        MnistFiles.Write(_folder.Path);
        Assert.Throws<ArgumentOutOfRangeException>("resize", () => Mnist.Load(_folder.Path, resize: new ImageSize(0, 7)));
        Assert.Throws<ArgumentException>("dtype", () => Mnist.Load(_folder.Path, ScalarType.Int32));
    }

    private void Expect(string file, Func<byte[], byte[]> damage, string complaint)
    {
        MnistFiles.Write(_folder.Path);
        File.WriteAllBytes(_folder[file], damage(File.ReadAllBytes(_folder[file])));
        using LiveTensors live = new();
        string message = Assert.Throws<DataFormatException>(() => Mnist.Load(_folder.Path)).Message;
        Assert.Contains(_folder[file], message, StringComparison.Ordinal);
        Assert.Contains(complaint, message, StringComparison.Ordinal);
    }
}
