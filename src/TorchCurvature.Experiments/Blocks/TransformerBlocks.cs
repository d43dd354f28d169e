using System.Globalization;
using ScottPlot;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Blocks;

/// <summary>The spectra of the blocks of a transformer's Hessian beside those of a convolutional network's.</summary>
internal sealed class TransformerBlocks : LaterExperiment
{
    public override string Name => "zhang";

    public override string Title => "Spectra of the Hessian's blocks, a transformer beside a convolutional network";

    public override IReadOnlyList<string> Files => [.. base.Files, "zhang-distances.csv"];

    protected override string Source =>
        "Zhang, Chen, Ding, Li, Sun, Luo 2024: Why Transformers Need Adam: A Hessian Perspective, NeurIPS, arXiv:2402.16788";

    protected override string Printed =>
        "The paper's measure, the mean Jensen–Shannon distance at the start, is of estimated densities of large networks on an "
        + "axis of its own, "
        + "so that its numbers cannot be compared.";

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        bool isSmoke = context.Preset == Preset.Smoke;
        string folder = isSmoke ? "" : context.Resolve(Mnist.Source, cancellation);
        BlockCell transformer = isSmoke
            ? new(IsTransformer: true, Digits: false, Samples: 2, Width: 4, Depth: 1, Seed: 0)
            : new(IsTransformer: true, Digits: false, Samples: 32, Width: 12, Depth: 2, Seed: 0);
        BlockCell convolutions = isSmoke
            ? new(IsTransformer: false, Digits: false, Samples: 10, Width: 2, Depth: 2, Seed: 0)
            : new(IsTransformer: false, Digits: true, Samples: 200, Width: 8, Depth: 4, Seed: 0) { DataFolder = folder };
        BlockCell[] cells =
        [
            .. from seed in Enumerable.Range(0, context.Seeds)
               from cell in new[] { transformer, convolutions }
               select cell with { Seed = seed },
        ];
        BlockSpectra[][] pairs = [.. context.Measure<BlockSpectra>(cells, cancellation).Chunk(2)];
        BlockDistances[] ofTransformers = [.. pairs.Select(pair => BlockDistances.Of(pair[0]))];
        BlockDistances[] ofConvolutions = [.. pairs.Select(pair => BlockDistances.Of(pair[1]))];
        Draw(directory, pairs[0][0], pairs[0][1]);
        WriteTables(directory, pairs, ofTransformers, ofConvolutions);
        IReadOnlyList<Verdict> verdicts = context.Judge(BlockClaims.Of(ofTransformers, ofConvolutions));
        string table = PageTable.Of(
            ofTransformers.Zip(ofConvolutions).Index(),
            new("seed", row => $"{row.Index}"),
            new("mean distance of two blocks down to 10⁻³, transformer", row => $"{row.Item.First.OfLarge:0.000}"),
            new("convolutional network", row => $"{row.Item.Second.OfLarge:0.000}"),
            new("down to 10⁻⁶, transformer", row => $"{row.Item.First.OfAll:0.000}"),
            new("convolutional network", row => $"{row.Item.Second.OfAll:0.000}"));
        string images = isSmoke ? "images of noise" : "digits of 12×12 pixels";
        WritePage(directory, context, verdicts, string.Create(
            CultureInfo.InvariantCulture,
            $"|λ| of each weight's own block of the exact Hessian at random weights, in descending order, against the share of the block's "
            + $"eigenvalues (seed 0): above a causal transformer (P = {pairs[0][0].Parameters:N0}) that predicts\n"
            + $"the next letter of a made text ({transformer.Samples} pieces of {BlockCell.Length} letters), below a convolutional network "
            + $"(P = {pairs[0][1].Parameters:N0}) on {convolutions.Samples} "
            + $"{images}; "
            + $"cross-entropy, float64\n"
            + $"({context.Seeds} seeds). The distance of two blocks is the Jensen–Shannon distance (0: equal, 1: nothing in "
            + $"common) of their "
            + $"eigenvalues' densities on an axis that is logarithmic to both sides of 0,\n"
            + $"down to 10⁻⁶ of the network's largest, smoothed over half a decade.\n\n{table}"));
        return verdicts;
    }

    private static void Draw(RunDirectory directory, BlockSpectra transformer, BlockSpectra convolutions)
    {
        using var figure = new Figure(
            Panel(transformer, "", "transformer, |λ|"), Panel(convolutions, "share of the block's eigenvalues", "convnet, |λ|"))
        {
            Height = 1100,
        };
        figure.Write(directory, "zhang");

        static Plot Panel(BlockSpectra network, string xLabel, string yLabel)
        {
            return CurvePanel.Draw(
                "", xLabel, yLabel,
                [
                    .. network.Blocks.Select((block, i) =>
                        new Curve(NameOf(block), Scree(block.Eigenvalues), EdgeCurve.ColorOf(i, network.Blocks.Count))),
                ],
                isLogarithmic: true);
        }

        static string NameOf(BlockSpectrum block) => block.Name.Replace(".weight", "", StringComparison.Ordinal);

        static IReadOnlyList<(double X, double Y)> Scree(IReadOnlyList<double> eigenvalues)
        {
            double[] sizes = [.. eigenvalues.Select(Math.Abs).OrderDescending()];
            double floor = 1e-8 * sizes[0]; // dead weights and symmetries: rounding
            return [.. sizes.Select((size, i) => ((i + 0.5) / sizes.Length, size)).TakeWhile(p => p.size > floor)];
        }
    }

    private static void WriteTables(
        RunDirectory directory, BlockSpectra[][] pairs, IReadOnlyList<BlockDistances> ofTransformers,
        IReadOnlyList<BlockDistances> ofConvolutions)
    {
        CsvTable.Write(
            directory, "zhang.csv",
            from network in pairs[0].Zip((string[])["transformer", "convnet"])
            from block in network.First.Blocks
            from eigenvalue in block.Eigenvalues.Index()
            select (Network: network.Second, Block: block.Name, eigenvalue.Index, Value: eigenvalue.Item),
            [
                new("network", row => row.Network),
                new("block", row => row.Block),
                new("index", row => row.Index + 1),
                new("eigenvalue", row => row.Value, "G6"),
            ]);
        CsvTable.Write(
            directory, "zhang-distances.csv",
            ofTransformers.Zip(ofConvolutions).Index(),
            [
                new("seed", row => row.Index),
                new("transformer_large", row => row.Item.First.OfLarge, "G9"),
                new("convnet_large", row => row.Item.Second.OfLarge, "G9"),
                new("transformer_all", row => row.Item.First.OfAll, "G9"),
                new("convnet_all", row => row.Item.Second.OfAll, "G9"),
            ]);
    }
}
