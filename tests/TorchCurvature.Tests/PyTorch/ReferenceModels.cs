using System.Text.Json;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>The models in ../shared/models, with data and PyTorch's own derivatives. Tests skip with a reason where they are not.</summary>
internal static class ReferenceModels
{
    public static string Folder()
    {
        string? data = Environment.GetEnvironmentVariable("TORCHCURVATURE_DATA");
        string?[] places =
        [
            Path.Combine(RepositoryRoot.Path, "..", "shared", "models"),
            data is null ? null : Path.Combine(data, "..", "models"),
        ];
        string? found = places.OfType<string>().FirstOrDefault(Directory.Exists);
        Assert.SkipWhen(
            found is null, "The reference models are neither in ../shared/models nor beside the folder of TORCHCURVATURE_DATA.");
        return found;
    }

    /// <summary>What is known of a model.</summary>
    public static JsonElement Facts(string name)
    {
        using JsonDocument facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(), name + ".json")));
        return facts.RootElement.Clone();
    }

    /// <summary>An array of NAME.npz or, where there is none of that name, NAME.ref.npz; the caller's.</summary>
    public static Tensor Array(string model, string name)
    {
        foreach (string extension in new[] { ".npz", ".ref.npz" })
        {
            if (NumPyArrays.TryRead(Path.Combine(Folder(), model + extension), name) is { } array)
            {
                return array;
            }
        }

        throw new FileNotFoundException($"{model} has no array {name}.");
    }
}
