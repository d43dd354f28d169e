using TorchCurvature.Tests.Cli;
using TorchCurvature.Tests.Curvature;
using TorchCurvature.Tests.Documentation;
using TorchCurvature.Tests.Faults;
using TorchCurvature.Tests.PyTorch;
using TorchCurvature.Tests.Ranks;
using TorchCurvature.Tests.Report;
using TorchCurvature.Tests.Samples;
using Xunit.v3;

[assembly: CollectionBehavior(typeof(TorchCurvature.Tests.TestCollections))]
[assembly: TestCollectionOrderer(typeof(TorchCurvature.Tests.LongestCollectionFirst))]

namespace TorchCurvature.Tests;

/// <summary>
/// Tests that run the built program, or a browser, have another process for their work and a collection for each class. All others are two
/// collections, files of PyTorch's and the rest, which run beside them from the start: each thread that calls libtorch gets a team of
/// native threads of its own. Samples are run in this process and print, and come with those that must be alone when all else is done.
/// </summary>
public sealed class TestCollections(IXunitTestAssembly testAssembly) : TestCollectionFactoryBase(testAssembly)
{
    internal const string InThisProcess = "in this process";
    internal const string OfPyTorch = "files of PyTorch's in this process";

    private static readonly string?[] s_otherProcesses =
    [
        typeof(CurvatureProgram).Namespace, typeof(DocumentedCommandTests).Namespace, typeof(BrowserTests).Namespace,
        typeof(RanksProgram).Namespace, typeof(FaultTests).Namespace,
    ];

    // They look at what the process has once: the switch of a library, its memory.
    private static readonly Type[] s_alone = [typeof(OneDnnSwitchTests), typeof(ProductMemoryTests)];

    private readonly XunitTestCollection _inThisProcess = Beside(testAssembly, InThisProcess);
    private readonly XunitTestCollection _ofPyTorch = Beside(testAssembly, OfPyTorch);

    public override string DisplayName => "other processes beside this one";

    protected override IXunitTestCollection GetDefaultTestCollection(Type testClass)
    {
        bool isSample = testClass.Namespace == typeof(SampleProgram).Namespace && testClass != typeof(FromPyTorchPageTests);
        bool isAlone = isSample || s_alone.Contains(testClass);
        bool usesOtherProcess = s_otherProcesses.Contains(testClass.Namespace) || testClass == typeof(FromPyTorchPageTests);
        if (isAlone || usesOtherProcess)
        {
            return new XunitTestCollection(
                TestAssembly, collectionDefinition: null, disableParallelization: isAlone, $"Test collection for {testClass.FullName}");
        }

        return testClass.Namespace == typeof(PyTorchTruth).Namespace ? _ofPyTorch : _inThisProcess;
    }

    private static XunitTestCollection Beside(IXunitTestAssembly testAssembly, string name) =>
        new(testAssembly, collectionDefinition: null, disableParallelization: false, name);
}
