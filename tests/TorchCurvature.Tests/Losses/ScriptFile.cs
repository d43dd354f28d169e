using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace TorchCurvature.Tests.Losses;

/// <summary>
/// A file as <c>torch.jit.script(module).save(…)</c> writes it, of a module with a <c>forward</c> and, if asked for, float32 weights.
/// </summary>
internal static class ScriptFile
{
    /// <summary>Writes <c>forward(self, outputs, targets)</c> with a body in TorchScript.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="body">The lines of the body.</param>
    /// <param name="weights">A buffer <c>weight</c>; null for none.</param>
    /// <param name="result">The type that it gives.</param>
    public static void Write(string path, string[] body, float[]? weights = null, string result = "Tensor")
    {
        string buffers = weights is null ? "" : "\"weight\", ", attribute = weights is null ? "" : "\n  weight : Tensor";
        string code =
            $"""
            class OwnLoss(Module):
              __parameters__ = []
              __buffers__ = [{buffers}]{attribute}
              training : bool
              def forward(self: __torch__.OwnLoss,
                outputs: Tensor,
                targets: Tensor) -> {result}:
                {string.Join("\n    ", body)}

            """;
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        Add(archive, "version", Encoding.ASCII.GetBytes("3\n"));
        Add(archive, "constants.pkl", Pickled(")"));
        Add(archive, "code/__torch__.py", Encoding.ASCII.GetBytes(code));
        Add(archive, "data.pkl", Pickled($"c__torch__\nOwnLoss\n)\u0081}}({Of(weights)}{Text("training")}\u0088ub"));
        if (weights is not null)
        {
            byte[] numbers = new byte[sizeof(float) * weights.Length];
            for (int i = 0; i < weights.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(numbers.AsSpan(sizeof(float) * i), weights[i]);
            }

            Add(archive, "data/0", numbers);
        }
    }

    // A tensor [n] over storage 0, in the opcodes of pickle's protocol 2: K is a small number, Q a reference to a storage, R a call.
    private static string Of(float[]? weights)
    {
        if (weights is null)
        {
            return "";
        }

        char length = (char)weights.Length;
        string storage = $"({Text("storage")}ctorch\nFloatStorage\n{Text("0")}{Text("cpu")}K{length}tQ";
        string shapeAndStride = $"K{length}\u0085K\u0001\u0085";
        return $"{Text("weight")}ctorch._utils\n_rebuild_tensor_v2\n({storage}K\0{shapeAndStride}\u0089ccollections\nOrderedDict\n)RtR";
    }

    private static string Text(string text) => $"X{(char)text.Length}\0\0\0{text}";

    private static byte[] Pickled(string operations) => Encoding.Latin1.GetBytes($"\u0080\u0002{operations}.");

    private static void Add(ZipArchive archive, string name, byte[] content)
    {
        using Stream entry = archive.CreateEntry($"loss/{name}", CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }
}
