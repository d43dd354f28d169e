using System.Security.Cryptography;
using TorchCurvature.Data;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Data;

/// <summary>The published sets, where a machine has them: counts, first labels and pixel moments are known.</summary>
public sealed class RealDataTests
{
    [Fact]
    public void MnistHasItsPublishedCountsAndMoments()
    {
        string directory = FolderOf(Mnist.Source);
        using LiveTensors live = new();
        using TrainTestSplit split = Mnist.Load(directory);
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], CountPerClass(split.Train));
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], CountPerClass(split.Test!));
        Assert.Equal([5, 0, 4, 1, 9], split.Train.Labels.data<long>().Take(5));
        Assert.Equal([7, 2, 1, 0, 4], split.Test!.Labels.data<long>().Take(5));
        ExpectStandardized(split.Train);
    }

    [Fact]
    public void Cifar10HasItsPublishedCountsAndMoments()
    {
        string directory = FolderOf(Cifar10.Source);
        using LiveTensors live = new();
        using TrainTestSplit split = Cifar10.Load(directory);
        Assert.Equal(Enumerable.Repeat(5000L, 10), CountPerClass(split.Train));
        Assert.Equal(Enumerable.Repeat(1000L, 10), CountPerClass(split.Test!));
        Assert.Equal([6, 9, 9, 4, 1], split.Train.Labels.data<long>().Take(5));
        Assert.Equal([3, 8, 8, 0, 6], split.Test!.Labels.data<long>().Take(5));
        ExpectStandardized(split.Train);
    }

    [Fact]
    public void TheArchivesOfMnistHaveThePublishedLengthsAndChecksums()
    {
        string[] archives = [.. Mnist.Source.Locate(FolderOf(Mnist.Source)).Where(path => path.EndsWith(".gz", StringComparison.Ordinal))];
        Assert.SkipWhen(archives.Length == 0, "The files are unpacked.");
        Assert.All(archives, path =>
        {
            RemoteFile published = Mnist.Source.Downloads.Single(file => file.Name == Path.GetFileName(path));
            byte[] content = File.ReadAllBytes(path);
            Assert.Equal(published.Bytes, content.Length);
            Assert.Equal(published.Sha256, Convert.ToHexStringLower(SHA256.HashData(content)));
        });
    }

    /// <summary>The constants have four digits, so the moments are 0 and 1 to about three.</summary>
    private static void ExpectStandardized(Dataset train)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mean = train.Inputs.mean([0, 2, 3]), deviation = train.Inputs.std([0, 2, 3], unbiased: false);
        Assert.InRange(mean.abs().max().ToDouble(), 0, 1e-3);
        Assert.InRange(deviation.sub(1).abs().max().ToDouble(), 0, 1e-3);
    }

    private static long[] CountPerClass(Dataset data)
    {
        using Tensor counts = data.Labels.bincount(null, data.ClassCount);
        return counts.data<long>().ToArray();
    }

    internal static string FolderOf(DatasetSource source)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "TorchCurvature.slnx")))
        {
            root = root.Parent;
        }

        string?[] places =
        [
            root is null ? null : Path.Combine(root.FullName, "..", "shared", "data"),
            Environment.GetEnvironmentVariable("TORCHCURVATURE_DATA"),
        ];
        string? found = places.OfType<string>().FirstOrDefault(place => Directory.Exists(Path.Combine(place, source.Folder)));
        Assert.SkipWhen(found is null, $"{source.Name} is neither in ../shared/data nor in TORCHCURVATURE_DATA.");
        return found;
    }
}
