using TorchCurvature.Reporting;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Reporting;

public sealed class CsvTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void HeadersAndCellsComeFromOneList()
    {
        string[] lines = Write(
            [(1, 0.1, true), (2, -1e-300, false)],
            new("index", row => row.Index), new("exact", row => row.Value), new("shortest", row => row.Value, CsvTable.Shortest),
            new("rounded", row => row.Value, "G3"), new("is_true", row => row.IsTrue));
        Assert.Equal(
            ["index,exact,shortest,rounded,is_true", "1,0.10000000000000001,0.1,0.1,true", "2,-1E-300,-1E-300,-1E-300,false"], lines);
    }

    [Fact]
    public void WhatIsNotKnownIsEmptyAndWhatIsNoNumberSaysSo()
    {
        string[] lines = Write(
            [(1, double.NaN, true)],
            new("text", _ => (string?)null), new("real", _ => (double?)null), new("whole", _ => (long?)null),
            new("undefined", row => row.Value));
        Assert.Equal(["text,real,whole,undefined", ",,,NaN"], lines);
    }

    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("SGD ReLU, cov 10", "\"SGD ReLU, cov 10\"")]
    [InlineData("a \"b\"", "\"a \"\"b\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    public void TextIsQuotedWhereItNeedsTo(string text, string cell) =>
    Assert.Equal(cell, new Column<string>("text", row => row).CellOf(text));

    [Fact]
    public void ATableWithoutColumnsIsRefused() =>
        Assert.Throws<ArgumentException>("columns", () => CsvTable.Write<int>(Run(), "table.csv", [1], []));

    private string[] Write((int Index, double Value, bool IsTrue)[] rows, params Column<Row>[] columns)
    {
        RunDirectory run = Run();
        CsvTable.Write(run, "table.csv", rows.Select(r => new Row(r.Index, r.Value, r.IsTrue)), columns);
        return File.ReadAllText(run.PathOf("table.csv")).TrimEnd('\n').Split('\n');
    }

    private RunDirectory Run() => RunDirectory.Open(_folder.Path, overwrite: true);

    private sealed record Row(int Index, double Value, bool IsTrue);
}
