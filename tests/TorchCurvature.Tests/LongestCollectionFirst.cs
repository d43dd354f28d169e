using TorchCurvature.Tests.Cli;
using Xunit.Sdk;
using Xunit.v3;

namespace TorchCurvature.Tests;

/// <summary>Starts the collection that ends last, so that nothing waits for it alone.</summary>
public sealed class LongestCollectionFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(c => c.TestCollectionDisplayName == TestCollections.InThisProcess)
            .ThenByDescending(c => c.TestCollectionDisplayName is FinishedRuns.Name or TestCollections.OfPyTorch)
            .ThenBy(c => c.TestCollectionDisplayName, StringComparer.Ordinal)];
}
