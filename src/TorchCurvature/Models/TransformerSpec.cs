using TorchCurvature.Settings;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>A small causal transformer that reads tokens and predicts the next one at every place.</summary>
public sealed record TransformerSpec : ModelSpec
{
    private const int HiddenOverWidth = 2;

    /// <inheritdoc/>
    public override string Word => "transformer";

    /// <inheritdoc/>
    public override bool ReadsImages => false;

    /// <inheritdoc/>
    public override bool ReadsTokens => true;

    /// <summary>Numbers that stand for a token; a multiple of the heads.</summary>
    [Setting("width", "Transformer: numbers that stand for a token; the hidden layers have twice as many.", Least = 1)]
    public int Width { get; init; } = 12;

    /// <summary>Heads of each attention.</summary>
    [Setting("heads", "Transformer: heads of each attention.", Least = 1)]
    public int Heads { get; init; } = 2;

    /// <summary>Blocks of attention and hidden layer.</summary>
    [Setting("depth", "Transformer: blocks of attention and hidden layer.", Least = 1)]
    public int Depth { get; init; } = 2;

    /// <inheritdoc/>
    public override double? ParameterCount(IReadOnlyList<long> exampleShape, int outputs)
    {
        ArgumentNullException.ThrowIfNull(exampleShape);
        double width = Width, hidden = HiddenOverWidth * width;
        double block = (4 * width) + (4 * width * width) + (2 * width * hidden) + hidden + width;
        return ((outputs + exampleShape[0]) * width) + (Depth * block) + (2 * width) + ((width + 1) * outputs);
    }

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Create(IReadOnlyList<long> exampleShape, int outputs, long seed)
    {
        ArgumentNullException.ThrowIfNull(exampleShape);
        return new SmallTransformer(outputs, (int)exampleShape[0], Width, Heads, HiddenOverWidth * Width, Depth, seed);
    }
}
