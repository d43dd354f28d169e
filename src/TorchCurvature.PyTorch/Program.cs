using TorchCurvature.PyTorch.Archives;
using TorchCurvature.PyTorch.Checks;
using TorchCurvature.PyTorch.Programs;
using TorchCurvature.PyTorch.Scripts;

namespace TorchCurvature.PyTorch;

/// <summary>The process that loads a network on behalf of another one (<see cref="LoadingCheck"/>).</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        try
        {
            using IDisposable loaded = ModelFileKinds.Of(args[0]) == ModelFileKind.ExportedProgram
                ? ExportedProgramFile.Load(args[0])
                : ScriptedModel.LoadHere(args[0]);
            return 0;
        }
        catch (PyTorchFileException e)
        {
            Console.Error.WriteLine(e.InnerException?.Message ?? e.Message);
            return 1;
        }
    }
}
