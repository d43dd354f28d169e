using System.Text.RegularExpressions;
using Samples;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Documentation;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Samples;

/// <summary>The samples of docs/csharp.md are those that are compiled here, and they say what is so.</summary>
public sealed partial class CSharpPageTests
{
    private static readonly MarkdownFile s_page = MarkdownFile.All.Single(page => page.Path == "docs/csharp.md");
    private static readonly string s_sample =
        File.ReadAllText(Path.Combine(RepositoryRoot.Tests, "Samples", "FromCSharp.cs")).ReplaceLineEndings("\n");

    [Fact]
    public void TheBlocksOfThePageAreTheRegionsOfTheSample()
    {
        string[] blocks = [.. Blocks().Select(block => WithoutUsings(block))];
        string[] regions = [.. Region().Matches(s_sample).Select(m => Unindented(m.Groups[1].Value))];
        Assert.NotEmpty(blocks);
        Assert.Equal(regions, blocks);
    }

    [Fact]
    public void TheUsingsOfThePageAreThoseThatTheSampleNeeds()
    {
        // TorchSharp's own names are in the sample's signature alone.
        string[] usings = [.. Using().Matches(s_sample).Select(m => m.Value)];
        string[] needed = [.. usings.Where(line => line.Contains("TorchCurvature", StringComparison.Ordinal))];
        string[] given = [.. Blocks().SelectMany(block => Using().Matches(block).Select(m => m.Value))];
        Assert.Equal(needed.Order(StringComparer.Ordinal), given.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheFirstSpectrumTakesFiveLinesAndALargeNetworkThreeMore()
    {
        string[] blocks = [.. Blocks().Select(block => WithoutUsings(block))];
        Assert.Equal([5, 3], blocks.Take(2).Select(block => block.Split('\n').Length));
    }

    [Fact]
    public void TheSamplesPrintWhatIsSo()
    {
        using LiveTensors live = new();
        using TrainTestSplit data = GaussianBlobs.Generate(classes: 4, dimension: 10, samples: 200);
        using Sequential network = MultilayerPerceptron.Create(10, [3], 4, Activation.Tanh, seed: 1);
        string[] printed = SampleProgram.Printed(() => FromCSharp.Run(network, data.Train.Inputs.clone(), data.Train.Labels.clone()));

        using Batch batch = new(data.Train.Inputs.clone(), data.Train.Labels.clone());
        using DenseOperator matrix = new EmpiricalRisk(network, new CrossEntropy(), [batch]).Hessian().Exact();
        using Tensor eigenvalues = linalg.eigvalsh(matrix.Matrix);
        double[] expected = [.. eigenvalues.data<double>().ToArray().Reverse()];
        double[] first = SampleProgram.Numbers(printed[0]), second = SampleProgram.Numbers(printed[1]);
        Assert.Equal(expected[0], first[0], 1e-9);
        Assert.InRange(first[1], 1, expected.Length);
        Assert.Equal(expected.Count(e => e < -first[2]), first[1]);
        Assert.InRange(first[2], 1e-16, 1e-9);

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(expected[i], second[2 * i], 1e-5 * expected[0]);
        }

        double negative = 100.0 * expected.Count(e => e <= 0) / expected.Length;
        Assert.InRange(second[10], negative - 15, negative + 15);
        Assert.Equal(Enum.GetNames<OutlierRule>(), printed[2..].Select(line => line.Split(':')[0]));
    }

    private static string[] Blocks() => [.. s_page.Blocks("csharp")];

    private static string WithoutUsings(string block) => Using().Replace(block, "").Trim('\n');

    private static string Unindented(string region)
    {
        string[] lines = region.Trim('\n').Split('\n');
        int indent = lines[0].Length - lines[0].TrimStart().Length;
        return string.Join('\n', lines.Select(line => line.Length < indent ? line : line[indent..]));
    }

    [GeneratedRegex(@"#region [^\n]*\n(.*?)\n *#endregion", RegexOptions.Singleline)]
    private static partial Regex Region();

    [GeneratedRegex(@"^using [\w. ]+;$", RegexOptions.Multiline)]
    private static partial Regex Using();
}
