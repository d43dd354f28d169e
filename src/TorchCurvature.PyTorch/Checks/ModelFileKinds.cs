using System.Buffers.Binary;
using System.IO.Compression;
using TorchCurvature.Data;
using TorchCurvature.PyTorch.Archives;

namespace TorchCurvature.PyTorch.Checks;

/// <summary>Tells what a file of PyTorch's is.</summary>
public static class ModelFileKinds
{
    private const string Export = "Save the network in PyTorch with torch.jit.script(model).save(\"net.pt\"), or with "
        + "torch.jit.trace(model, example).save(\"net.pt\").";

    /// <summary>What a file is.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PyTorchFileException">There is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ModelFileKind Of(string path)
    {
        if (!File.Exists(path))
        {
            throw new PyTorchFileException(
                Directory.Exists(path) ? $"'{path}' is a folder, and no network's file." : $"There is no file '{path}'.");
        }

        if (!RegularFile.Is(path))
        {
            return ModelFileKind.Empty; // as pipes and devices are, which may be waited for without end
        }

        using FileStream file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[16];
        int count = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        head = head[..count];
        return head switch
        {
            [] => ModelFileKind.Empty,
            [(byte)'P', (byte)'K', ..] => OfArchive(path),
            [0x80, >= 2 and <= 5, ..] => ModelFileKind.LegacyPickle,
            _ when IsSafeTensors(head, file.Length) => ModelFileKind.SafeTensors,
            [0x08, < 0x10, 0x12 or 0x1a or 0x22 or 0x3a, ..] => ModelFileKind.Onnx,
            _ => ModelFileKind.Unknown,
        };
    }

    /// <summary>Refuses a file of another kind, by saying what it is and what to do.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wanted">The kind.</param>
    /// <exception cref="PyTorchFileException">There is no such file, or it is of another kind.</exception>
    public static void Require(string path, ModelFileKind wanted)
    {
        ModelFileKind kind = Of(path);
        if (kind != wanted)
        {
            throw new PyTorchFileException($"'{path}' {Describe(kind)}");
        }
    }

    /// <summary>What is said of a file that is no network's: the end of a sentence that begins with its name, and what to do.</summary>
    /// <param name="kind">What it is.</param>
    internal static string Describe(ModelFileKind kind) => kind switch
    {
        ModelFileKind.Empty => $"is empty. {Export}",
        ModelFileKind.Truncated => "is truncated or damaged: it begins as an archive of PyTorch's and has no end. Copy or save it again.",
        ModelFileKind.TorchScript => "is a network in TorchScript.",
        ModelFileKind.ExportedProgram => "is a program of torch.export.save.",
        ModelFileKind.CompiledPackage =>
            $"is compiled for inference (AOTInductor): it has neither parameters nor derivatives. {Export}",
        ModelFileKind.Pickle =>
            "was written by torch.save: it holds tensors or pickled Python objects, and no code of a network. "
                + $"{Export} A state_dict serves as a further checkpoint of a network that was saved so.",
        ModelFileKind.LegacyPickle =>
            $"was written by torch.save in the format from before torch 1.6, or pickled: it holds no code of a network. {Export}",
        ModelFileKind.SafeTensors =>
            $"holds tensors (safetensors), and no code of a network. {Export} It serves as a further checkpoint of one that was saved so.",
        ModelFileKind.Onnx => $"looks like ONNX, which has no derivatives here. {Export}",
        _ => $"is no file of PyTorch's. {Export}",
    };

    private static ModelFileKind OfArchive(string path)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            string[] names = [.. archive.Entries.Select(e => e.FullName)];
            return names switch
            {
                _ when Array.Exists(names, n => n.Contains("/aotinductor/", StringComparison.Ordinal)) => ModelFileKind.CompiledPackage,
                _ when Array.Exists(names, IsOfExport) => ModelFileKind.ExportedProgram,
                _ when Array.Exists(names, n => n.EndsWith("constants.pkl", StringComparison.Ordinal)) => ModelFileKind.TorchScript,
                _ when Array.Exists(names, n => n.EndsWith("data.pkl", StringComparison.Ordinal)) => ModelFileKind.Pickle,
                _ => ModelFileKind.Unknown,
            };
        }
        catch (InvalidDataException)
        {
            return ModelFileKind.Truncated;
        }
    }

    private static bool IsOfExport(string name) =>
        name.EndsWith("serialized_exported_program.json", StringComparison.Ordinal)
            || (name.Contains("/models/", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal));

    // Eight bytes of length, then JSON of that length.
    private static bool IsSafeTensors(ReadOnlySpan<byte> head, long fileLength)
    {
        const int LengthBytes = sizeof(long);
        if (head.Length <= LengthBytes || head[LengthBytes] != (byte)'{')
        {
            return false;
        }

        long tableLength = BinaryPrimitives.ReadInt64LittleEndian(head);
        return tableLength > 0 && tableLength <= fileLength - LengthBytes;
    }
}
