namespace TorchCurvature.Tests.Cli;

/// <summary>The classes that look at the same finished runs, which are made once for all of them.</summary>
[CollectionDefinition(Name)]
public sealed class FinishedRuns : ICollectionFixture<FirstRun>, ICollectionFixture<TrainedRuns>
{
    internal const string Name = "finished runs";
}
