using System.Runtime.InteropServices;
using System.Text;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Training;

/// <summary>A module's parameters and buffers in a file, in TorchSharp's own format.</summary>
public static class ModelFile
{
    private static readonly Seal s_seal = new("model", 1);

    /// <summary>Writes the file, whole or not at all, with its checksum behind what TorchSharp reads.</summary>
    /// <param name="model">The module to save; not changed.</param>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(nn.Module model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        WholeFile.Write(path, file => Save(model, file));
    }

    /// <summary>Reads what <see cref="Save(nn.Module, Stream)"/> wrote, but for its seal.</summary>
    internal static void Load(nn.Module model, Stream file)
    {
        using DisposeScope scope = NewDisposeScope();
        using var reader = new BoundedReader(file);
        SavedTensors.CheckModule(reader);
        model.load(reader, strict: true);
    }

    /// <summary>Writes it into an open file.</summary>
    internal static void Save(nn.Module model, Stream file)
    {
        using DisposeScope scope = NewDisposeScope();
        using (var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true))
        {
            model.save(writer);
        }

        s_seal.Append(file);
    }

    /// <summary>Reads a file into a module of the same architecture.</summary>
    /// <param name="model">Receives the parameters.</param>
    /// <param name="path">A file that <see cref="Save(nn.Module, string)"/> wrote, of this version or of one before it.</param>
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
            using SealedContent content = s_seal.Open(path);
            Load(model, content.Stream);
            content.RequireEnd();
        }
        catch (Exception e) when (
            e is ArgumentException or FormatException or EndOfStreamException or InvalidOperationException or ExternalException
                or InvalidDataException)
        {
            throw new InvalidDataException($"The model file '{path}' does not fit this model, or is damaged: {e.Message}", e);
        }
    }
}
