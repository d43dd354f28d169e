using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>The small scripted networks that are part of these tests (Assets/make_assets.py).</summary>
internal static class Assets
{
    public static string FileOf(string name, string extension = ".pt") =>
        Path.Combine(RepositoryRoot.Tests, "PyTorch", "Assets", name + extension);
}
