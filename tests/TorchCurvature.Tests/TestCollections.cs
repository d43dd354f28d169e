using TorchCurvature.Tests.Cli;
using TorchCurvature.Tests.Documentation;
using TorchCurvature.Tests.Report;
using TorchCurvature.Tests.Samples;
using Xunit.v3;

[assembly: CollectionBehavior(typeof(TorchCurvature.Tests.TestCollections))]
[assembly: TestCollectionOrderer(typeof(TorchCurvature.Tests.LongestCollectionFirst))]

namespace TorchCurvature.Tests;

/// <summary>
/// Tests that run the built program, or a browser, have another process for their work and a collection for each class. All others are one
/// collection, which runs beside them from the start: each thread that calls libtorch gets a team of native threads of its own, and these
/// tests count what is alive in this process. Samples are run in this process and print, so that they come when all else is done.
/// </summary>
public sealed class TestCollections(IXunitTestAssembly testAssembly) : TestCollectionFactoryBase(testAssembly)
{
    internal const string InThisProcess = "in this process";

    private static readonly string?[] s_otherProcesses =
        [typeof(CurvatureProgram).Namespace, typeof(DocumentedCommandTests).Namespace, typeof(BrowserTests).Namespace];

    private readonly XunitTestCollection _inThisProcess =
        new(testAssembly, collectionDefinition: null, disableParallelization: false, InThisProcess);

    public override string DisplayName => "other processes beside this one";

    protected override IXunitTestCollection GetDefaultTestCollection(Type testClass)
    {
        bool isSample = testClass.Namespace == typeof(SampleProgram).Namespace && testClass != typeof(FromPyTorchPageTests);
        bool usesOtherProcess = s_otherProcesses.Contains(testClass.Namespace) || testClass == typeof(FromPyTorchPageTests);
        return isSample || usesOtherProcess
            ? new XunitTestCollection(
                TestAssembly, collectionDefinition: null, disableParallelization: isSample, $"Test collection for {testClass.FullName}")
            : _inThisProcess;
    }
}
