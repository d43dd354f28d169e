using System.IO.Compression;
using System.Text;
using TorchCurvature.Data;
using TorchCurvature.Settings;
using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests.Data.Files;

/// <summary>Data that cannot be used: each is refused in one line that names the file and says what is wrong with it.</summary>
public sealed class BadDataTests : IDisposable
{
    private static readonly byte[] s_x = NumpyFiles.Doubles("(3, 2)", 1, 2, 3, 4, 5, 6);
    private static readonly byte[] s_y = NumpyFiles.Longs("(3,)", 0, 1, 0);

    private readonly TemporaryFolder _folder = new();

    /// <summary>What is wrong, the file, and what the message has to say of it.</summary>
    private static readonly (string Name, string File, Func<byte[]> Content, string Says)[] s_files =
    [
        // Arrays.
        ("empty", "set.npz", () => [], "is empty, a pipe or a device"),
        ("text", "set.npz", () => "hello"u8.ToArray(), "damaged, truncated, or no .npz file"),
        ("half an archive", "set.npz", () => Npz(s_x, s_y)[..300], "damaged, truncated, or no .npz file"),
        ("no arrays", "set.npz", () => Archive(), "no array x, or x0, x1, …, for the inputs; it has no array"),
        ("no targets", "set.npz", () => Archive(("x", s_x)), "no array y for the targets; it has x [3, 2]"),
        ("other names", "set.npz", () => Archive(("inputs", s_x), ("labels", s_y)), "it has inputs [3, 2], labels [3]"),
        ("x1 without x0", "set.npz", () => Archive(("x1", s_x), ("y", s_y)), "no array x, or x0, x1"),
        ("x and x0", "set.npz", () => Archive(("x", s_x), ("x0", s_x), ("y", s_y)), "only one of them can be the first input"),
        ("x2 without x1", "set.npz", () => Archive(("x0", s_x), ("x2", s_x), ("y", s_y)), "has x2 and no x1"),
        ("x1 beside x", "set.npz", () => Archive(("x", s_x), ("x1", s_x), ("y", s_y)), "has x1 and no x0"),
        ("fewer targets", "set.npz", () => Npz(s_x, NumpyFiles.Longs("(2,)", 0, 1)), "x [3, 2] has 3 examples, and y [2] has 2"),
        ("fewer rows in x1", "set.npz", () => Archive(("x0", s_x), ("x1", NumpyFiles.Longs("(2,)", 0, 1)), ("y", s_y)),
            "x1 [2] has 2 examples"),
        ("no example", "set.npz", () => Npz(NumpyFiles.Doubles("(0, 2)"), NumpyFiles.Longs("(0,)")), "x [0, 2] holds nothing"),
        ("no numbers in an example", "set.npz", () => Npz(NumpyFiles.Doubles("(3, 0)"), s_y), "x [3, 0] holds nothing"),
        ("a number for x", "set.npz", () => Npz(NumpyFiles.Doubles("()", 1), s_y), "x is a single number"),
        ("a number for y", "set.npz", () => Npz(s_x, NumpyFiles.Longs("()", 1)), "y is a single number"),
        ("NaN", "set.npz", () => Npz(NumpyFiles.Doubles("(3, 2)", 1, 2, 3, double.NaN, 5, 6), s_y), "example 1 is not finite"),
        ("infinity", "set.npz", () => Npz(NumpyFiles.Doubles("(3, 2)", 1, 2, 3, 4, double.NegativeInfinity, 6), s_y),
            "example 2 is not finite"),
        ("NaN in y", "set.npz", () => Npz(s_x, NumpyFiles.Doubles("(3,)", 1, double.NaN, 0)), "target of example 1 is not finite"),
        ("negative label", "set.npz", () => Npz(s_x, NumpyFiles.Longs("(3,)", 0, 1, -1)),
            "the target of example 2 is -1, and class labels start at 0"),
        ("labels like amounts", "set.npz", () => Npz(s_x, NumpyFiles.Longs("(3,)", 250000, 1, 2)),
            "Say --targets labels or --targets values"),
        ("label beyond all", "set.npz", () => Npz(s_x, NumpyFiles.Longs("(3,)", 1L << 40, 1, 2)), "no class label"),
        ("objects", "set.npz", () => Npz(NumpyFiles.Npy("|O", "(3,)", [1, 2, 3]), s_y), "x holds Python objects ('|O')"),
        ("text numbers", "set.npz", () => Npz(NumpyFiles.Npy("<U3", "(3,)", new byte[36]), s_y), "x holds text ('<U3')"),
        ("bytes", "set.npz", () => Npz(NumpyFiles.Npy("|S3", "(3,)", new byte[9]), s_y), "x holds text ('|S3')"),
        ("text targets", "set.npz", () => Npz(s_x, NumpyFiles.Npy("<U3", "(3,)", new byte[36])), "classes are numbers from 0"),
        ("complex", "set.npz", () => Npz(NumpyFiles.Npy("<c16", "(3,)", new byte[48]), s_y), "complex numbers"),
        ("dates", "set.npz", () => Npz(NumpyFiles.Npy("<M8[ns]", "(3,)", new byte[24]), s_y), "dates or times"),
        ("durations", "set.npz", () => Npz(NumpyFiles.Npy("<m8[s]", "(3,)", new byte[24]), s_y), "dates or times"),
        ("raw records", "set.npz", () => Npz(NumpyFiles.Npy("|V8", "(3,)", new byte[24]), s_y), "holds records"),
        ("fields", "set.npz", () => Npz(
            NumpyFiles.Npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (3,), }", new byte[24]), s_y),
            "records with fields of their own"),
        ("long double", "set.npz", () => Npz(NumpyFiles.Npy("<f16", "(3,)", new byte[48]), s_y), ".astype('float64')"),
        ("no dtype", "set.npz", () => Npz(NumpyFiles.Npy("", "(3,)", new byte[24]), s_y), "numbers without a type"),
        ("unknown dtype", "set.npz", () => Npz(NumpyFiles.Npy("<q8", "(3,)", new byte[24]), s_y), "numbers of an unknown type ('<q8')"),
        ("beyond int64", "set.npz", () => Npz(NumpyFiles.Npy("<u8", "(3,)", [.. Enumerable.Repeat((byte)255, 24)]), s_y), "above 2^63 - 1"),
        ("wrong magic", "set.npz", () => Npz([.. "NUMPYNUMPY"u8, .. s_x], s_y), "is no array of NumPy"),
        ("an empty member", "set.npz", () => Npz([], s_y), "is no array of NumPy"),
        ("version 9", "set.npz", () => Npz(Changed(s_x, 6, 9), s_y), "version 9.0 of NumPy's format"),
        ("header cut", "set.npz", () => Npz(s_x[..60], s_y), "ends before the end of its header"),
        ("header length cut", "set.npz", () => Npz(s_x[..9], s_y), "ends before the end of its header"),
        ("numbers cut", "set.npz", () => Npz(s_x[..^1], s_y), "promises 48 bytes of numbers, and 47 are there"),
        ("numbers beyond", "set.npz", () => Npz([.. s_x, 0], s_y), "1 bytes more than its header promises"),
        ("huge header", "set.npz", () => Npz(HugeHeader(), s_y), "a header of 2000000000 bytes"),
        ("huge shape", "set.npz", () => Npz(NumpyFiles.Npy("<f8", "(1000000000, 1000000)", []), s_y), "truncated"),
        ("shape overflows", "set.npz", () => Npz(NumpyFiles.Npy("<f8", "(4294967296, 4294967296, 8)", []), s_y), "no shape of an array"),
        ("side overflows", "set.npz", () => Npz(NumpyFiles.Npy("<f8", "(99999999999999999999,)", []), s_y), "no shape of an array"),
        ("negative side", "set.npz", () => Npz(NumpyFiles.Npy("<f8", "(-3, 2)", []), s_y), "no shape of an array"),
        ("no shape", "set.npz", () => Npz(NumpyFiles.Npy("{'descr': '<f8', 'fortran_order': False}", []), s_y),
            "a header that is not NumPy's"),
        ("no header", "set.npz", () => Npz(NumpyFiles.Npy("nothing", []), s_y), "a header that is not NumPy's"),
        ("damaged compression", "set.npz", () => Damaged(CompressionLevel.SmallestSize), "damaged"),
        ("a bit turned", "set.npz", () => Damaged(CompressionLevel.NoCompression), "x.npy is not what its checksum says"),
        ("an array alone", "x.npy", () => s_x, "holds one array"),
        ("a file of PyTorch", "net.pt", () => [1, 2], "is a file of PyTorch"),
        ("an ending that is unknown", "set.parquet", () => [1, 2], "no ending that is known"),

        // Tables.
        ("empty table", "t.csv", () => [], "is empty"),
        ("names alone", "t.csv", () => Text("a,b,y\n"), "no example below it"),
        ("no names", "t.csv", () => Text("1,2,0\n3,4,1\n"), "has no line of names: its first line is 1, 2, 0"),
        ("semicolons", "t.csv", () => Text("a;b;y\n1;2;0\n"), "separated by semicolons"),
        ("commas in a .tsv", "t.tsv", () => Text("a,b,y\n1,2,0\n"), "has one column"),
        ("ragged", "t.csv", () => Text("a,b,y\n1,2,0\n1,2\n"), "line 3: 2 fields, where the line of names has 3"),
        ("a field too many", "t.csv", () => Text("a,b,y\n1,2,0,7\n"), "line 2: 4 fields"),
        ("text in numbers", "t.csv", () => Text("a,b,y\n1,two,0\n"), "line 2, column 'b': 'two' is not a finite number"),
        ("decimal comma", "t.tsv", () => Text("a\tb\ty\n1,5\t2\t0\n"), "line 2, column 'a': '1,5' is not a finite number"),
        ("nothing in numbers", "t.csv", () => Text("a,b,y\n1,,0\n"), "line 2, column 'b': nothing is not a finite number"),
        ("NaN in numbers", "t.csv", () => Text("a,b,y\n1,nan,0\n"), "line 2, column 'b': 'nan' is not a finite number"),
        ("no target", "t.csv", () => Text("a,b,y\n1,2,\n"), "column 'y' is empty for example 0"),
        ("a quote left open", "t.csv", () => Text("a,b,y\n\"1,2,0\n"), "line 2: a quote is opened"),
        ("a negative label", "t.csv", () => Text("a,b,y\n1,2,-3\n3,4,1\n"), "class labels start at 0"),
        ("an amount", "t.csv", () => Text("a,b,y\n1,2,250000\n3,4,1\n"), "Say --targets labels or --targets values"),
    ];

    public static TheoryData<string> Names { get; } = [.. s_files.Select(f => f.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task AFileThatIsNoDataIsRefusedInOneLine(string name)
    {
        using LiveTensors live = new();
        (string _, string file, Func<byte[]> content, string says) = s_files.Single(f => f.Name == name);
        string path = NumpyFiles.Write(_folder[file], content());
        await Refuses(new() { Path = path }, says, file);
    }

    [Fact]
    public async Task WhatIsAskedForAndNotThereIsRefused()
    {
        using LiveTensors live = new();
        string set = NumpyFiles.Write(_folder["set.npz"], Npz(s_x, s_y));
        string table = NumpyFiles.Write(_folder["t.csv"], Text("a,b,y\n1,2,red\n"));
        string wide = NumpyFiles.Write(_folder["wide.npz"], Npz(NumpyFiles.Doubles("(1, 3)", 1, 2, 3), NumpyFiles.Longs("(1,)", 0)));
        string real = NumpyFiles.Write(_folder["real.npz"], Npz(s_x, NumpyFiles.Doubles("(3,)", 0.5, 1, 2)));
        string unknown = NumpyFiles.Write(_folder["u.csv"], Text("a,b,y\n1,2,blue\n"));
        string empty = Directory.CreateDirectory(_folder["empty"]).FullName;
        await Refuses(new() { Path = "" }, "Own data need a path", "--data set.npz");
        await Refuses(new() { Path = _folder["none.npz"] }, "There is no file", "none.npz");
        await Refuses(new() { Path = $"{set},{set}" }, "There is no file", "set.npz");
        await Refuses(new() { Path = empty }, "holds neither .npy files nor folders of images", "empty");
        await Refuses(new() { Path = table, LabelColumn = "colour" }, "no column 'colour'; it has a, b, y", "t.csv");
        await Refuses(new() { Path = table, Targets = TargetKind.Values }, "has words", "t.csv");
        await Refuses(new() { Path = table, TestData = unknown }, "the class of example 0 is 'blue'", "u.csv");
        await Refuses(new() { Path = set, TestData = _folder["none.npz"] }, "There is no file", "none.npz");
        await Refuses(new() { Path = set, TestData = wide }, "The examples of wide.npz are [3], and those of set.npz [2]", "wide.npz");
        await Refuses(new() { Path = set, TestData = real }, "The targets of real.npz are real values, and those of set.npz labels");
        await Refuses(new() { Path = set, TestData = set, TestFraction = 0.5 }, "has no place beside --test-data", "0.5");
        await Refuses(new() { Path = set, TestFraction = 1 }, "a share of the training data, below 1", "1");
        await Refuses(new() { Path = set, TestFraction = 0.1 }, "leaves none to test with", "set.npz");
        await Refuses(new() { Path = set, TestFraction = 0.9 }, "leaves none to train with", "set.npz");
        await Refuses(new() { Path = set, Samples = 4 }, "has 3 examples to train with", "set.npz");
        await Refuses(new() { Path = real, Targets = TargetKind.Labels }, "real.npz: the target of example 0 is 0.5");
        string halves = NumpyFiles.Write(_folder["halves.npz"], Npz(NumpyFiles.Doubles("(3,)", 1, 2.5, 3), s_y));
        await Refuses(new() { Path = halves, Inputs = InputKind.Tokens }, "numbers that are not whole", "halves.npz");
    }

    public void Dispose() => _folder.Dispose();

    private static async Task Refuses(DataFileSpec spec, params string[] says)
    {
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => spec.LoadAsync(seed: 1));
        Assert.True(error is SettingException or DataFormatException, error.ToString());
        Assert.DoesNotContain('\n', error.Message);
        Assert.All(says, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }

    private static byte[] Npz(byte[] x, byte[] y) => Archive(("x", x), ("y", y));

    private static byte[] Archive(params (string Key, byte[] Content)[] arrays)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.npz");
        NumpyFiles.WriteNpz(path, arrays);
        byte[] content = File.ReadAllBytes(path);
        File.Delete(path);
        return content;
    }

    // The numbers of an array, with one of their bits turned.
    private static byte[] Damaged(CompressionLevel compression)
    {
        using var content = new MemoryStream();
        using (var archive = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string key, byte[] array) in new[] { ("x", NumpyFiles.Doubles("(3, 2000)", Noise())), ("y", s_y) })
            {
                using Stream entry = archive.CreateEntry($"{key}.npy", compression).Open();
                entry.Write(array);
            }
        }

        byte[] bytes = content.ToArray();
        bytes[2000] ^= 0x10;
        return bytes;
    }

    private static double[] Noise() => [.. Enumerable.Range(0, 6000).Select(i => Math.Sin(i * i))];

    private static byte[] HugeHeader() => [.. s_x[..6], 2, 0, .. BitConverter.GetBytes(2_000_000_000), .. s_x[10..]];

    private static byte[] Changed(byte[] content, int place, byte value)
    {
        byte[] changed = [.. content];
        changed[place] = value;
        return changed;
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
