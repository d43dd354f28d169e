using System.Runtime.InteropServices;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Training;

/// <summary>A module's parameters and buffers in a file, in TorchSharp's own format.</summary>
public static class ModelFile
{
    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="model">The module to save; not changed.</param>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(nn.Module model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        using DisposeScope scope = NewDisposeScope();
        WholeFile.Write(path, temporary => model.save(temporary));
    }

    /// <summary>Reads a file into a module of the same architecture.</summary>
    /// <param name="model">Receives the parameters.</param>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file holds no model, is truncated, or is of another architecture; the model is in an unspecified state.
    /// </exception>
    public static void Load(nn.Module model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no model file '{path}'.", path);
        }

        try
        {
            using DisposeScope scope = NewDisposeScope();
            model.load(path, strict: true);
        }
        catch (Exception e) when (
            e is ArgumentException or FormatException or EndOfStreamException or InvalidOperationException or ExternalException)
        {
            throw new InvalidDataException($"The model file '{path}' does not fit this model, or is damaged: {e.Message}", e);
        }
    }
}
