namespace TorchCurvature.Tests.Contracts;

/// <summary>Tests that measure what the whole process holds: no other test runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MemoryOfTheProcess
{
    public const string Name = "Memory of the process";
}
