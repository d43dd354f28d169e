using System.Runtime.CompilerServices;
using TorchCurvature.Resources;
using TorchSharp;

namespace TorchCurvature.Tests;

public sealed class NativeLibraryTests
{
    [ModuleInitializer]
    internal static void ConfigureBeforeAnyTest()
    {
        if (!OperatingSystem.IsWindows())
        {
            // One core for the tests in this process, and the others for the programs that run beside them.
            _ = NativeRuntime.SetVariable("OMP_NUM_THREADS", "1", overwrite: 0);
        }

        NativeRuntime.Configure();
    }

    [Fact]
    public void TheNativeLibraryLoads()
    {
        using torch.Tensor identity = torch.eye(3, dtype: torch.float64);
        using torch.Tensor values = torch.linalg.eigvalsh(identity);
        Assert.Equal([1.0, 1.0, 1.0], values.data<double>().ToArray());
    }
}
