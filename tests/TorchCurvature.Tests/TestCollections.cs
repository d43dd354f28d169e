using TorchCurvature.Tests.Cli;
using TorchCurvature.Tests.Samples;
using Xunit.v3;

[assembly: CollectionBehavior(typeof(TorchCurvature.Tests.TestCollections))]

namespace TorchCurvature.Tests;

/// <summary>
/// Tests that run the built program, which has a process of its own and one thread there, run beside each other, a core each. All others
/// run one after the other when these are done: each thread that calls libtorch gets a team of native threads of its own, and they count
/// what is alive.
/// </summary>
public sealed class TestCollections(IXunitTestAssembly testAssembly) : TestCollectionFactoryBase(testAssembly)
{
    public override string DisplayName => "the command's tests side by side";

    protected override IXunitTestCollection GetDefaultTestCollection(Type testClass)
    {
        bool runsTheProgram = testClass.Namespace == typeof(CurvatureProgram).Namespace || testClass == typeof(FromPyTorchPageTests);
        return new XunitTestCollection(
            TestAssembly, collectionDefinition: null, disableParallelization: !runsTheProgram, $"Test collection for {testClass.FullName}");
    }
}
