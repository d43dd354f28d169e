using TorchCurvature.PyTorch.Scripts;

namespace TorchCurvature.PyTorch.Checks;

/// <summary>The process that loads a network on behalf of another one (<see cref="LoadingCheck"/>).</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        try
        {
            using ScriptedModel model = ScriptedModel.LoadHere(args[0]);
            return 0;
        }
        catch (ModelFileException e)
        {
            Console.Error.WriteLine(e.InnerException?.Message ?? e.Message);
            return 1;
        }
    }
}
