using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using TorchCurvature.Tests.Eigensolvers;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Resources;

/// <summary>Each kind of file that a run goes on from, damaged at every byte, cut at every length, of other kinds and versions.</summary>
public sealed class SealedFileTests : IDisposable
{
    private const string Mark = "TCSEAL";

    private static readonly double[] s_spectrum = [5, 4, 3, 2.5, 2, 1, 0.5, 0.25, -0.25, -1];

    private readonly TemporaryFolder _folder = new();
    private readonly TorchSharp.Modules.Sequential _model =
        MultilayerPerceptron.Create(2, [2], 2, Activation.Tanh, seed: 1, ScalarType.Float64);
    private readonly PrescribedOperator _operator = new(s_spectrum, seed: 3);

    public static TheoryData<string, string> Kinds => new()
    {
        { "model", "TorchCurvature model 1" },
        { "training state", "TorchCurvature training state 3" },
        { "Lanczos state", "TorchCurvature Lanczos state 3" },
    };

    private string Path => _folder["file"];

    public void Dispose()
    {
        _model.Dispose();
        _operator.Dispose();
        _folder.Dispose();
    }

    /// <summary>By an own reading: content, SHA-256 of content and words, words, their length, mark.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void AFileEndsWithItsKindItsVersionAndTheHashOfItsContent(string kind, string words)
    {
        byte[] bytes = Written(kind);
        Assert.Equal(Mark, Encoding.ASCII.GetString(bytes[^6..]));
        Assert.Equal(words.Length, bytes[^7]);
        int content = bytes.Length - 7 - words.Length - 32;
        Assert.Equal(words, Encoding.ASCII.GetString(bytes[^(7 + words.Length)..^7]));
        Assert.Equal(SHA256.HashData([.. bytes[..content], .. Encoding.ASCII.GetBytes(words)]), bytes[content..(content + 32)]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void NoDamageIsReadAsSomethingElse(string kind, string words)
    {
        byte[] whole = Written(kind);
        int content = whole.Length - 7 - words.Length - 32;
        using var live = new LiveTensors();
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= (byte)(1 << (i % 8));
            AssertRefused(kind, damaged);
        }

        // Cut where the content ends, it is whole, and a file of a version that had no seal.
        for (int length = 0; length < whole.Length; length++)
        {
            if (length != content)
            {
                AssertRefused(kind, whole[..length]);
            }
        }

        AssertRefused(kind, [.. whole, 0]);
        File.WriteAllBytes(Path, whole[..content]);
        Read(kind);
    }

    /// <summary>Nobody vouches for the content of former files: it is read or refused, and no length in it is believed.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void ADamagedFormerFileIsReadOrRefused(string kind, string words)
    {
        byte[] former = Written(kind)[..^(7 + words.Length + 32)];
        for (int i = 0; i < former.Length; i++)
        {
            foreach (byte value in (byte[])[0, 127, 128, 255, (byte)(former[i] ^ 64)])
            {
                byte[] damaged = [.. former];
                damaged[i] = value;
                File.WriteAllBytes(Path, damaged);
                Exception? error = Record.Exception(() => Read(kind));
                Assert.True(error is null or InvalidDataException, $"byte {i} as {value}: {error}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void OtherKindsAndLaterVersionsAreNamed(string kind, string words)
    {
        byte[] whole = Written(kind), content = whole[..^(7 + words.Length + 32)];
        Assert.Contains($"it is a song, and no {kind}", Refusal(kind, Sealed(content, "TorchCurvature song 1")), StringComparison.Ordinal);
        string later = words[..^1] + "9";
        Assert.Contains($"it says '{later}', which is of a later version", Refusal(kind, Sealed(content, later)), StringComparison.Ordinal);
    }

    [Fact]
    public void AJsonFileWithASealIsJsonAndNoDamageIsReadAsSomethingElse()
    {
        var seal = new Seal("song", 2);
        string text = seal.Into("""{ "a": {}, "b": "é\"}" }""");
        var read = (JsonObject)JsonNode.Parse(text)!;
        Assert.Equal(["a", "b", "seal"], read.Select(member => member.Key));
        Assert.StartsWith("TorchCurvature song 2 ", (string?)read["seal"], StringComparison.Ordinal);
        byte[] whole = Encoding.UTF8.GetBytes(text);
        string expected = Content(seal, whole)!;
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= (byte)(1 << (i % 7));
            Assert.Equal(expected, Content(seal, damaged) ?? expected);
            Assert.Equal(expected, Content(seal, whole[..i]) ?? expected);
        }

        File.WriteAllText(Path, """{ "a": 1 }""");
        Assert.Equal("""{ "a": 1 }""", seal.ReadText(Path));
        File.WriteAllText(Path, new Seal("song", 3).Into("""{ "a": 1 }"""));
        Assert.Contains(
            "it says 'TorchCurvature song 3', which is of a later version",
            Assert.Throws<InvalidDataException>(() => seal.ReadText(Path)).Message, StringComparison.Ordinal);
    }

    // Both members, or null where the file is refused.
    private string? Content(Seal seal, byte[] bytes)
    {
        File.WriteAllBytes(Path, bytes);
        try
        {
            var read = JsonNode.Parse(seal.ReadText(Path)) as JsonObject;
            return read is null ? null : $"{read["a"]?.ToJsonString()} {(string?)read["b"]}";
        }
        catch (Exception e) when (e is InvalidDataException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static byte[] Sealed(byte[] content, string words)
    {
        byte[] text = Encoding.ASCII.GetBytes(words);
        return [.. content, .. SHA256.HashData([.. content, .. text]), .. text, (byte)text.Length, .. Encoding.ASCII.GetBytes(Mark)];
    }

    private byte[] Written(string kind)
    {
        switch (kind)
        {
            case "model":
                ModelFile.Save(_model, Path);
                break;
            case "training state":
                TrainingRecord[] history = [new(1, 0.5, null), new(2, 0.25, 0.125)];
                new TrainingState(2, history, new OptimizerState(2, [[1, 2, 3], []])).Save(_model, Path, writer => writer.Write("more"));
                break;
            default:
                using (LanczosEigensolver run = new(_operator, new LanczosOptions { Top = 2, Bottom = 1, BlockSize = 1, BasisSize = 6 }))
                {
                    run.Advance();
                    run.Advance();
                    run.Save(Path);
                }

                break;
        }

        return File.ReadAllBytes(Path);
    }

    private void Read(string kind)
    {
        switch (kind)
        {
            case "model":
                ModelFile.Load(_model, Path);
                break;
            case "training state":
                TrainingState.Load(_model, Path, reader => reader.ReadString());
                break;
            default:
                LanczosEigensolver.Resume(Path, _operator).Dispose();
                break;
        }
    }

    private void AssertRefused(string kind, byte[] bytes)
    {
        string message = Refusal(kind, bytes);
        Assert.Contains($"'{Path}'", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private string Refusal(string kind, byte[] bytes)
    {
        File.WriteAllBytes(Path, bytes);
        return Assert.Throws<InvalidDataException>(() => Read(kind)).Message;
    }
}
