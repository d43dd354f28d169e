using TorchCurvature.Data;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Data;

public sealed class Cifar10Tests : IDisposable
{
    private const int PlaneLength = 32 * 32, RecordLength = 1 + (3 * PlaneLength);

    private static readonly double[] s_means = [0.4914, 0.4822, 0.4465];
    private static readonly double[] s_deviations = [0.2470, 0.2435, 0.2616];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(""), InlineData("cifar-10-batches-bin")]
    public void PixelsAndLabelsComeBackInFileOrderHereAndInTheSubfolder(string subfolder)
    {
        Write(_folder[subfolder]);
        using LiveTensors live = new();
        using TrainTestSplit split = Cifar10.Load(_folder.Path, ScalarType.Float64);

        // The files 1 … 5 hold 3, 4, … 7 records, the test file 2.
        Assert.Equal([25, 3, 32, 32], split.Train.Inputs.shape);
        Assert.Equal([2, 3, 32, 32], split.Test!.Inputs.shape);
        (int File, int Record)[] order = [.. Enumerable.Range(1, 5)
            .SelectMany(file => Enumerable.Range(0, file + 2).Select(record => (file, record)))];
        Assert.Equal(order.Select(entry => (long)Label(entry.File, entry.Record)), split.Train.Labels.data<long>());
        double[] inputs = split.Train.Inputs.data<double>().ToArray();
        for (int index = 0; index < inputs.Length; index++)
        {
            (int file, int record) = order[index / (RecordLength - 1)];
            int channel = index / PlaneLength % 3;
            double pixel = Pixel(file, record, index % (RecordLength - 1));
            Assert.Equal(((pixel / 255) - s_means[channel]) / s_deviations[channel], inputs[index], 1e-12);
        }
    }

    [Fact]
    public void ResizingActsOnEachChannel()
    {
        Write(_folder.Path);
        using TrainTestSplit split = Cifar10.Load(_folder.Path, resize: new ImageSize(1, 1));
        Assert.Equal([25, 3, 1, 1], split.Train.Inputs.shape);
        double blue = Enumerable.Range(2 * PlaneLength, PlaneLength).Average(position => (double)Pixel(1, 0, position)) / 255;
        Assert.Equal((blue - s_means[2]) / s_deviations[2], split.Train.Inputs.data<float>()[2], 1e-5);
    }

    [Fact]
    public void AllMissingFilesAreNamed()
    {
        Write(_folder.Path);
        File.Delete(_folder["data_batch_2.bin"]);
        File.Delete(_folder["test_batch.bin"]);
        string message = Assert.Throws<DatasetUnavailableException>(() => Cifar10.Load(_folder.Path)).Message;
        Assert.Contains($"{_folder.Path}: missing data_batch_2.bin, test_batch.bin.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsNotAWholeNumberOfRecordsIsRefused()
    {
        Expect("data_batch_3.bin", content => content[..^1], "4 records of 3073 bytes and 3072 bytes more");
        Expect("test_batch.bin", content => [.. content, 0], "2 records of 3073 bytes and 1 bytes more");
        Expect("test_batch.bin", _ => [], "0 records");
    }

    [Fact]
    public void ALabelOutOfRangeIsNamedByItsRecord() => Expect("data_batch_4.bin", content =>
    {
        content[2 * RecordLength] = 10;
        return content;
    }, "label of record 2 is 10");

    private static byte Label(int file, int record) => (byte)((file * 3 + record) % 10);

    private static byte Pixel(int file, int record, int position) =>
        (byte)((file * 51) + (record * 17) + (position * 7) + (position / PlaneLength * 29));

    private static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        for (int file = 0; file <= 5; file++)
        {
            string name = file == 0 ? "test_batch.bin" : $"data_batch_{file}.bin";
            File.WriteAllBytes(Path.Combine(folder, name), [.. Enumerable.Range(0, file + 2).SelectMany(record =>
                Enumerable.Range(0, RecordLength - 1).Select(position => Pixel(file, record, position)).Prepend(Label(file, record)))]);
        }
    }

    private void Expect(string file, Func<byte[], byte[]> damage, string complaint)
    {
        Write(_folder.Path);
        File.WriteAllBytes(_folder[file], damage(File.ReadAllBytes(_folder[file])));
        using LiveTensors live = new();
        string message = Assert.Throws<DataFormatException>(() => Cifar10.Load(_folder.Path)).Message;
        Assert.Contains(_folder[file], message, StringComparison.Ordinal);
        Assert.Contains(complaint, message, StringComparison.Ordinal);
    }
}
