using System.Globalization;
using System.Text.Json.Serialization;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Blocks;

/// <summary>
/// The exact Hessian of a network at random weights, and the eigenvalues of each weight's block of it: a transformer on a made text, or a
/// convolutional network on digits. The smoke size has noise in the place of digits.
/// </summary>
/// <param name="IsTransformer">Which of both.</param>
/// <param name="Digits">Whether the images are digits.</param>
/// <param name="Samples">Sequences, or images.</param>
/// <param name="Width">Numbers that stand for a token, and channels of a convolution.</param>
/// <param name="Depth">Blocks of the transformer, and convolutions.</param>
/// <param name="Seed">Seed of text and weights.</param>
public sealed record BlockCell(bool IsTransformer, bool Digits, int Samples, int Width, int Depth, long Seed) : Cell<BlockSpectra>
{
    internal const int Length = 16;
    internal const int Side = 12;

    private const int Heads = 2;
    private const int DigitClasses = 10;
    private const int Kernel = 3;
    private const int LargestParameters = 6000;

    /// <summary>The folder of MNIST.</summary>
    [JsonIgnore]
    public string DataFolder { get; init; } = "";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key
    {
        get
        {
            string network = IsTransformer ? "transformer-text" : Digits ? "convnet-digits" : "convnet-noise";
            return $"blocks-{network}-N{Samples}-width{Width}-depth{Depth}-seed{Seed}";
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes => Solver.RequiredBytes(LargestParameters);

    /// <inheritdoc/>
    public override BlockSpectra Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        using DisposeScope scope = NewDisposeScope();
        long seed = SeedStream.Derive(Seed, "weights");
        using nn.Module<Tensor, Tensor> model = IsTransformer
            ? new SmallTransformer(MadeText.Letters.Length, Length, Width, Heads, 2 * Width, Depth, seed)
            : Convolutions(seed);
        using Dataset data = IsTransformer ? MadeText.Sequences(Samples, Length, SeedStream.Derive(Seed, "data")) : Images();
        using Batches batches = data.Batches(data.Count);
        var risk = new EmpiricalRisk(model, new CrossEntropy(), batches);
        status(string.Create(CultureInfo.InvariantCulture, $"Hessian, P = {risk.Dimension:N0}"));
        using DenseOperator hessian = risk.Hessian().Exact(cancellation: cancellation);
        List<BlockSpectrum> found = [];
        foreach (ParameterBlock block in risk.Layout.Blocks.Where(b => b.Shape.Count > 1))
        {
            using Tensor own = hessian.Matrix.narrow(0, block.Offset, block.Length).narrow(1, block.Offset, block.Length);
            using Tensor values = linalg.eigvalsh(own);
            found.Add(new BlockSpectrum(block.Name, [.. values.data<double>().ToArray().OrderDescending()]));
        }

        return new BlockSpectra((int)risk.Dimension, found);
    }

    private nn.Module<Tensor, Tensor> Convolutions(long seed)
    {
        using var layers = new LayerBuilder(Activation.ReLU, seed);
        long channels = 1, side = Side;
        for (int i = 0; i < Depth; i++)
        {
            layers.Convolution(channels, Width, Kernel, padding: 1);
            layers.Activation();
            if (i < 2)
            {
                layers.MaxPooling(2);
                side /= 2;
            }

            channels = Width;
        }

        layers.Flatten();
        layers.Linear(channels * side * side, DigitClasses);
        return layers.Build(ScalarType.Float64);
    }

    private Dataset Images()
    {
        if (!Digits)
        {
            using var generator = new Generator((ulong)SeedStream.Derive(Seed, "data"));
            return new Dataset(
                "noise",
                randn([Samples, 1, Side, Side], ScalarType.Float64, generator: generator),
                HeldScalars.Range(0, Samples).Remainder(DigitClasses),
                DigitClasses);
        }

        var spec = new MnistSpec { Samples = Samples, DataDirectory = DataFolder, Resize = new ImageSize(Side, Side) };
        using TrainTestSplit all = spec.LoadAsync(SeedStream.Derive(Seed, "data")).GetAwaiter().GetResult();
        return all.Train.To(ScalarType.Float64);
    }
}
