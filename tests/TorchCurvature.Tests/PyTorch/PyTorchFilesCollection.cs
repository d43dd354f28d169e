namespace TorchCurvature.Tests.PyTorch;

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PyTorchFilesCollection : ICollectionFixture<PyTorchFiles>
{
    public const string Name = "Files of PyTorch's";
}
