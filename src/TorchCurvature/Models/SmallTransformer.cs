using TorchCurvature.Resources;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>
/// A small causal transformer (Vaswani et al. 2017; normalization before each part): from tokens [n, T] to logits [n, T, V] of the next
/// token at every place. Attention is made of products and a softmax, which have second derivatives.
/// </summary>
internal sealed class SmallTransformer : nn.Module<Tensor, Tensor>
{
    private readonly Embedding tokens;
    private readonly Embedding places;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    /// <summary>A transformer with randomly drawn weights, each uniform in ±1/√(inputs of its unit), and embeddings in ±1.</summary>
    /// <param name="vocabulary">V, how many tokens there are.</param>
    /// <param name="length">The longest T.</param>
    /// <param name="width">Numbers that stand for a token; a multiple of the heads.</param>
    /// <param name="heads">Heads of each attention.</param>
    /// <param name="hidden">Units of the hidden layer after each attention.</param>
    /// <param name="depth">Blocks of attention and hidden layer.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <exception cref="ArgumentException">The width is no multiple of the heads.</exception>
    public SmallTransformer(int vocabulary, int length, int width, int heads, int hidden, int depth, long seed)
        : base(nameof(SmallTransformer))
    {
        if (width % heads != 0)
        {
            throw new ArgumentException($"A width of {width} cannot be cut into {heads} heads of one size.", nameof(width));
        }

        tokens = nn.Embedding(vocabulary, width, dtype: ScalarType.Float64);
        places = nn.Embedding(length, width, dtype: ScalarType.Float64);
        blocks = nn.ModuleList<TransformerBlock>([.. Enumerable.Range(0, depth).Select(_ => new TransformerBlock(width, heads, hidden))]);
        norm = nn.LayerNorm(width, dtype: ScalarType.Float64);
        head = nn.Linear(width, vocabulary, dtype: ScalarType.Float64);
        RegisterComponents();
        Initialize(seed);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using DisposeScope scope = NewDisposeScope();
        Tensor signal = tokens.forward(input).Plus(places.forward(HeldScalars.Range(0, input.shape[1], input.device)));
        foreach (TransformerBlock block in blocks)
        {
            signal = block.forward(signal);
        }

        return head.forward(norm.forward(signal)).MoveToOuterDisposeScope();
    }

    private void Initialize(long seed)
    {
        using IDisposable noGradient = no_grad();
        using var generator = new Generator((ulong)seed);
        foreach ((string name, Parameter parameter) in named_parameters())
        {
            bool isOfNorm = name.Contains("norm", StringComparison.OrdinalIgnoreCase);
            if (!isOfNorm && parameter.dim() == 2)
            {
                string layer = name.Split('.')[0];
                double bound = layer is nameof(tokens) or nameof(places) ? 1 : 1 / Math.Sqrt(parameter.shape[1]);
                parameter.uniform_(-bound, bound, generator);
            }
            else if (!isOfNorm)
            {
                parameter.zero_();
            }
        }
    }
}
