using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using TorchCurvature.Data;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Data.Files;

/// <summary>What files are taken for: inputs, tokens, labels, real values, training and test data.</summary>
public sealed class OwnDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task TheDataOfTheModelsOfPyTorchHaveTheirShapesAndTypes()
    {
        using LiveTensors live = new();
        string[] descriptions = Directory.GetFiles(SharedModels.Require(), "*.json");
        Assert.True(descriptions.Length >= 28, $"There are {descriptions.Length} descriptions.");
        foreach (string description in descriptions)
        {
            JsonNode json = Description(description);
            using TrainTestSplit split = await Load(new() { Path = Path.ChangeExtension(description, ".npz") });
            Assert.Null(split.Test);
            Assert.Equal(
                json["inputs"]!.AsArray().Select(input => input!.ToJsonString()),
                split.Train.AllInputs.Select(input => Describe(input)));
            Assert.Equal(json["targets"]!.ToJsonString(), Describe(split.Train.Targets));
        }

        static string Describe(Tensor tensor) =>
            $"[{string.Join(',', tensor.shape)},\"{tensor.dtype.ToString().ToLowerInvariant()}\"]";
    }

    [Fact]
    public async Task SeveralInputsKeepTheirOrderAndTokensStayIntegers()
    {
        using LiveTensors live = new();
        string path = NumpyFiles.WriteNpz(
            _folder["two.npz"], ("x1", NumpyFiles.Longs("(3, 2)", 1, 2, 3, 4, 5, 6)), ("y", NumpyFiles.Longs("(3,)", 0, 2, 1)),
            ("x0", NumpyFiles.Doubles("(3,)", 0.5, 1.5, 2.5)));
        using TrainTestSplit split = await Load(new() { Path = path });
        using Dataset single = split.Train.To(float32);
        Assert.Equal([float32, int64], single.AllInputs.Select(x => x.dtype));
        Assert.Equal((3, float32), (single.ClassCount, single.DType));
        using Batches batches = single.Batches(2);
        Assert.Equal([2, 1], batches.Select(b => b.Count));
        Assert.Equal([5L, 6L], batches[1].AllInputs[1].data<long>().ToArray());
        using Tensor last = tensor([2L]);
        using Batch chosen = single.Select(last);
        Assert.Equal([2.5f], chosen.AllInputs[0].data<float>().ToArray());
        Assert.Equal([5, 6, 1], chosen.AllInputs[1].data<long>().Concat(chosen.Targets.data<long>()));
    }

    [Theory]
    [InlineData("<i4", "auto", "Int64"), InlineData("|u1", "auto", "Float32"), InlineData("<u2", "auto", "Float32")]
    [InlineData("<i4", "numbers", "Float64"), InlineData("|u1", "tokens", "Int64"), InlineData("<f8", "auto", "Float64")]
    [InlineData("<f8", "tokens", "Int64"), InlineData("<f4", "numbers", "Float32"), InlineData("|b1", "auto", "Float32")]
    public async Task IntegersAreTokensOrNumbers(string descr, string inputs, string dtype)
    {
        using LiveTensors live = new();
        string path = NumpyFiles.WriteNpz(_folder["x.npz"], ("x", OnesAndZeros(descr)), ("y", NumpyFiles.Longs("(2,)", 0, 1)));
        using TrainTestSplit split = await Load(new() { Path = path, Inputs = Enum.Parse<InputKind>(inputs, ignoreCase: true) });
        Assert.Equal(dtype, split.Train.Inputs.dtype.ToString());
        using Tensor numbers = split.Train.Inputs.to(float64);
        Assert.Equal([1, 0], numbers.data<double>().ToArray());
    }

    [Theory]
    [InlineData("i4", "auto", "labels 2: 1, 0"), InlineData("u1", "auto", "labels 2: 1, 0"), InlineData("b1", "auto", "labels 2: 1, 0")]
    [InlineData("f8", "auto", "values 1: 1, 0"), InlineData("f8", "labels", "labels 2: 1, 0"), InlineData("i4", "values", "values 1: 1, 0")]
    public async Task TargetsAreLabelsOrValues(string kind, string targets, string expected)
    {
        string path = NumpyFiles.WriteNpz(
            _folder["x.npz"], ("x", NumpyFiles.Doubles("(2, 1)", 1, 2)), ("y", OnesAndZeros((kind[1] == '1' ? "|" : "<") + kind)));
        using TrainTestSplit split = await Load(new() { Path = path, Targets = Enum.Parse<TargetKind>(targets, ignoreCase: true) });
        Assert.Equal(expected, TargetsOf(split.Train));
    }

    [Fact]
    public async Task OneHotRowsAreLabelsAndSeveralTruthValuesAreNot()
    {
        using TrainTestSplit oneHot = await WithTargets(NumpyFiles.Npy("|u1", "(3, 4)", [0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0]));
        Assert.Equal("labels 4: 2, 0, 1", TargetsOf(oneHot.Train));
        using TrainTestSplit several = await WithTargets(NumpyFiles.Npy("|b1", "(3, 2)", [1, 1, 0, 0, 1, 0]));
        Assert.Equal("values 2: 1, 1, 0, 0, 1, 0", TargetsOf(several.Train));
        using TrainTestSplit places = await WithTargets(NumpyFiles.Longs("(3, 2)", 4, 0, -100, 1, 2, 2));
        Assert.Equal("labels 5: 4, 0, -100, 1, 2, 2", TargetsOf(places.Train));
        Assert.Equal([3, 2], places.Train.Labels.shape);
    }

    [Fact]
    public async Task TargetsBecomeWhatALossNeeds()
    {
        using LiveTensors live = new();
        using TrainTestSplit whole = await WithTargets(NumpyFiles.Doubles("(3,)", 2, 0, 1));
        using Dataset labels = whole.Train.WithLabels(), values = labels.WithRealTargets();
        Assert.Equal(("labels 3: 2, 0, 1", "values 1: 2, 0, 1"), (TargetsOf(labels), TargetsOf(values)));
        using TrainTestSplit hot = await WithTargets(NumpyFiles.Doubles("(3, 2)", 1, 0, 0, 1, 0, 1));
        using Dataset ofHot = hot.Train.WithLabels();
        Assert.Equal("labels 2: 0, 1, 1", TargetsOf(ofHot));
        using TrainTestSplit half = await WithTargets(NumpyFiles.Doubles("(3,)", 2, 0.5, 1));
        ArgumentException error = Assert.Throws<ArgumentException>(() => half.Train.WithLabels());
        Assert.Contains("the target of example 1 is 0.5, and class labels are whole numbers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FoldersAndPairsOfArraysAreReadAlike()
    {
        string folder = Directory.CreateDirectory(_folder["set"]).FullName;
        NumpyFiles.Write(Path.Combine(folder, "x.npy"), NumpyFiles.Doubles("(2, 1)", 3, 4));
        NumpyFiles.Write(Path.Combine(folder, "y.npy"), NumpyFiles.Longs("(2,)", 1, 0));
        foreach (string path in (string[])[folder, $"{folder}/x.npy,{folder}/y.npy"])
        {
            using TrainTestSplit split = await Load(new() { Path = path });
            Assert.Equal([3, 4], split.Train.Inputs.data<double>().ToArray());
            Assert.Equal("labels 2: 1, 0", TargetsOf(split.Train));
        }
    }

    [Theory]
    [InlineData("a,b,kind\n1,2,cat\n-0.5,1e3,ant\n3,4,cat\n", "", "labels 2: 1, 0, 1")]
    [InlineData("kind,a,b\n\"cat, big\",1,2\nant,-0.5,1e3\n\"cat, big\",3,4\n", "kind", "labels 2: 1, 0, 1")]
    [InlineData("a,b,y\r\n1,2,7\r\n-0.5,1e3,0\r\n3,4,2\r\n", "y", "labels 8: 7, 0, 2")]
    [InlineData("a,b,y\n1,2,7\n-0.5,1e3,0.25\n\n3,4,2\n", "y", "values 1: 7, 0.25, 2")]
    public async Task ATableHasNumbersAndAColumnOfTargets(string text, string column, string targets)
    {
        using LiveTensors live = new();
        foreach ((string ending, char separator) in (IEnumerable<(string, char)>)[(".csv", ','), (".tsv", '\t')])
        {
            string path = _folder[$"table{ending}"];
            NumpyFiles.Write(path, Encoding.UTF8.GetBytes(separator == ',' ? text : text.Replace(',', '\t')));
            using TrainTestSplit split = await Load(new() { Path = path, LabelColumn = column.Length == 0 ? null : column });
            Assert.Equal([1, 2, -0.5, 1000, 3, 4], split.Train.Inputs.data<double>().ToArray());
            Assert.Equal(targets, TargetsOf(split.Train));
        }
    }

    [Fact]
    public async Task ATestSetHasTheClassesOfTheTrainingSet()
    {
        NumpyFiles.Write(_folder["a.csv"], "a,k\n1,x\n2,z\n3,y\n"u8.ToArray());
        NumpyFiles.Write(_folder["b.csv"], "a,k\n9,z\n8,x\n"u8.ToArray());
        using TrainTestSplit split = await Load(new() { Path = _folder["a.csv"], TestData = _folder["b.csv"] });
        Assert.Equal(("labels 3: 0, 2, 1", "labels 3: 2, 0"), (TargetsOf(split.Train), TargetsOf(split.Test!)));
    }

    [Fact]
    public async Task TheSeedSetsExamplesAsideAndDrawsSome()
    {
        using LiveTensors live = new();
        double[] numbers = [.. Enumerable.Range(0, 40).Select(i => (double)i)];
        string path = NumpyFiles.WriteNpz(
            _folder["x.npz"], ("x", NumpyFiles.Doubles("(40, 1)", numbers)), ("y", NumpyFiles.Doubles("(40,)", numbers)));
        var spec = new DataFileSpec { Path = path, TestFraction = 0.25, Samples = 20 };
        using TrainTestSplit first = await spec.LoadAsync(3), again = await spec.LoadAsync(3), other = await spec.LoadAsync(4);
        double[] train = Numbers(first.Train), test = Numbers(first.Test!);
        Assert.Equal((20, 10), (train.Length, test.Length));
        Assert.Equal(30, train.Concat(test).Distinct().Count());
        Assert.Equal(train.Order(), train);
        Assert.Equal(train, first.Train.Inputs.data<double>().ToArray());
        Assert.Equal([.. train, .. test], Numbers(again.Train).Concat(Numbers(again.Test!)));
        Assert.NotEqual(test, Numbers(other.Test!));
        Assert.True(spec.IsDrawn);
        Assert.False((spec with { TestFraction = 0, Samples = null }).IsDrawn);

        static double[] Numbers(Dataset data) => data.Targets.data<double>().ToArray();
    }

    [Fact]
    public void ASpecComesBackFromItsManifestWithTheFullPath()
    {
        var spec = new DataFileSpec { Path = "some/x.npy,some/y.npy", TestFraction = 0.5, Targets = TargetKind.Values };
        DataSpec read = DataSpecs.Registry.FromJson(spec.ToJson());
        Assert.Equal(spec, read);
        Assert.All(spec.Path.Split(','), part => Assert.True(Path.IsPathFullyQualified(part), part));
        Assert.Null(read.ExampleShape ?? (object?)read.OutputCount);
    }

    public void Dispose() => _folder.Dispose();

    // Tensors are counted by thread, and waiting for a file goes on with another one.
    private static JsonNode Description(string path) => JsonNode.Parse(File.ReadAllText(path))!;

    private static Task<TrainTestSplit> Load(DataFileSpec spec) => spec.LoadAsync(seed: 1);

    private static string TargetsOf(Dataset data)
    {
        using Tensor numbers = data.Targets.to(float64);
        string kind = data.HasLabels ? "labels" : "values";
        return $"{kind} {data.OutputCount}: "
            + string.Join(", ", numbers.data<double>().ToArray().Select(n => n.ToString(CultureInfo.InvariantCulture)));
    }

    private static byte[] OnesAndZeros(string descr)
    {
        byte[] one = descr[1..] switch
        {
            "f8" => BitConverter.GetBytes(1.0),
            "f4" => BitConverter.GetBytes(1f),
            _ => [1, .. new byte[descr[2] - '1']],
        };
        return NumpyFiles.Npy(descr, "(2,)", [.. one, .. new byte[one.Length]]);
    }

    private Task<TrainTestSplit> WithTargets(byte[] targets)
    {
        string path = _folder[$"{Guid.NewGuid():N}.npz"];
        NumpyFiles.WriteNpz(path, CompressionLevel.Fastest, ("x", NumpyFiles.Doubles("(3, 1)", 1, 2, 3)), ("y", targets));
        return Load(new() { Path = path });
    }
}
