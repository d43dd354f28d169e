using TorchCurvature.Settings;

namespace TorchCurvature.Data;

/// <summary>The kinds of data there are. A new one is a record of its own and its line here.</summary>
public static class DataSpecs
{
    /// <summary>All of them.</summary>
    public static SpecRegistry<DataSpec> Registry { get; } = new(
        "data set",
        new BlobsSpec(),
        new TextSpec(),
        new MnistSpec(),
        new Cifar10Spec(),
        new DataFileSpec());
}
