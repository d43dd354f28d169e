namespace TorchCurvature.Tests;

/// <summary>How long lines and files may be. The numbers of those that are longer may only fall.</summary>
public sealed class SourceTests
{
    private const int LongestLine = 140;
    private const int LongestFile = 300;
    private const int LongLinesLeft = 0;
    private const int LongFilesLeft = 0;

    // So many are shown of what is too long.
    private const int Shown = 20;

    private static readonly IReadOnlyList<SourceFile> s_files = SourceFile.Of("src", "tests", "benchmarks", "build", "samples");

    [Fact]
    public void LinesFitTheirColumns() => AssertOnly(LongLinesLeft, nameof(LongLinesLeft), LongLines(s_files));

    [Fact]
    public void FilesFitTheirLines() => AssertOnly(LongFilesLeft, nameof(LongFilesLeft), LongFiles(s_files));

    [Fact]
    public void APlantedLongLineIsFound()
    {
        string just = new('x', LongestLine), tooLong = new('x', LongestLine + 1);
        Assert.Equal(["src/Planted.cs:2 has 141 columns."], LongLines([Planted($"{just}\n{tooLong}\r\n{just}\r\n")]));
    }

    [Fact]
    public void APlantedLongFileIsFound()
    {
        string just = string.Concat(Enumerable.Repeat("\n", LongestFile));
        const string Complaint = "src/Planted.cs has 301 lines.";
        Assert.Equal([Complaint, Complaint], LongFiles([Planted(just), Planted(just + "\n"), Planted(just + "}")]));
    }

    [Theory]
    [InlineData(0, false), InlineData(1, true), InlineData(2, false)]
    public void MoreIsRefusedAndSoIsALimitThatCouldBeLower(int left, bool isRight)
    {
        Exception? complaint = Record.Exception(() => AssertOnly(left, "Left", ["one"]));
        Assert.Equal(isRight, complaint is null);
    }

    private static SourceFile Planted(string text) => new("src/Planted.cs", "", text);

    private static List<string> LongLines(IEnumerable<SourceFile> files) =>
        [.. from file in files
            from line in file.Text.Split('\n').Index()
            let columns = line.Item.TrimEnd('\r').Length
            where columns > LongestLine
            select $"{file.Path}:{line.Index + 1} has {columns} columns."];

    private static List<string> LongFiles(IEnumerable<SourceFile> files) =>
        [.. from file in files
            let lines = file.Text.Count(letter => letter == '\n') + (file.Text.EndsWith('\n') ? 0 : 1)
            where lines > LongestFile
            select $"{file.Path} has {lines} lines."];

    private static void AssertOnly(int left, string name, List<string> found)
    {
        Assert.True(
            found.Count <= left,
            $"{found.Count} are too long, and {name} allows {left}:\n{string.Join('\n', found.Take(Shown))}\n");
        Assert.True(found.Count >= left, $"{found.Count} are too long, fewer than {name} says, {left}: lower it.");
    }
}
