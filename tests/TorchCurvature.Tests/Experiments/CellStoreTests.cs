using System.Text.Json;
using System.Text.Json.Nodes;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Experiments;

public sealed class CellStoreTests : IDisposable
{
    private static readonly Constant s_cell = new(3);

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["constant-3.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AResultComesBackAndItsFileIsJsonWithItsKindAndChecksum()
    {
        var store = new CellStore(_folder.Path);
        store.Keep(s_cell, new StoredCell<double[]>(s_cell.Settings, 1.5, [0.1, double.NaN]));
        Assert.Equal([0.1, double.NaN], store.Find(s_cell)!.Result);
        JsonNode file = JsonNode.Parse(File.ReadAllText(Path))!;
        Assert.Equal(0.1, (double)file["result"]![0]!);
        Assert.Matches("^TorchCurvature cell 1 [0-9a-f]{64}$", (string?)file["seal"]);
        Assert.Null(store.Find(new Constant(4)));
        Assert.Empty(store.Remarks);
    }

    /// <summary>As the version before wrote it.</summary>
    [Fact]
    public void AFormerFileIsRead()
    {
        File.WriteAllText(
            Path, $$"""{"settings":{{JsonSerializer.Serialize(s_cell.Settings)}},"seconds":2,"result":[1,2]}""" + "\n");
        Assert.Equal([1, 2], new CellStore(_folder.Path).Find(s_cell)!.Result);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("text")]
    [InlineData("")]
    [InlineData("""{"settings":null,"seconds":1,"result":null}""")]
    [InlineData("changed")]
    [InlineData("cut")]
    public void ADamagedFileIsNamedAndItsCellComputedAnew(string damage)
    {
        var store = new CellStore(_folder.Path);
        store.Keep(s_cell, new StoredCell<double[]>(s_cell.Settings, 1.5, [0.125]));
        string whole = File.ReadAllText(Path);
        File.WriteAllText(Path, damage switch
        {
            "changed" => whole.Replace("0.125", "0.126", StringComparison.Ordinal),
            "cut" => whole[..^40],
            _ => damage,
        });
        Assert.Null(store.Find(s_cell));
        Assert.Null(store.Find(s_cell));
        string remark = Assert.Single(store.Remarks);
        Assert.StartsWith($"'{Path}' is damaged, or of another version, and is computed anew: ", remark, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', remark);
    }

    private sealed record Constant(int Number) : Cell<double[]>
    {
        public override string Key => $"constant-{Number}";

        public override double RequiredBytes => 1;

        public override double[] Compute(Action<string> status, CancellationToken cancellation) => [Number];
    }
}
