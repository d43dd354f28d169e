using TorchCurvature.Resources;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>Causal attention and a hidden layer, each added to what it reads.</summary>
internal sealed class TransformerBlock : nn.Module<Tensor, Tensor>
{
    // Stands for −∞ where a place must not be seen; finite, so that no difference is undefined.
    private const double Unseen = -1e30;

    private readonly int _heads;
    private readonly LayerNorm norm1;
    private readonly Linear query;
    private readonly Linear key;
    private readonly Linear value;
    private readonly Linear output;
    private readonly LayerNorm norm2;
    private readonly Linear up;
    private readonly Linear down;

    public TransformerBlock(int width, int heads, int hidden)
        : base(nameof(TransformerBlock))
    {
        _heads = heads;
        norm1 = nn.LayerNorm(width, dtype: ScalarType.Float64);
        query = Square();
        key = Square();
        value = Square();
        output = Square();
        norm2 = nn.LayerNorm(width, dtype: ScalarType.Float64);
        up = nn.Linear(width, hidden, dtype: ScalarType.Float64);
        down = nn.Linear(hidden, width, dtype: ScalarType.Float64);
        RegisterComponents();

        Linear Square() => nn.Linear(width, width, hasBias: false, dtype: ScalarType.Float64);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor attended = input.Plus(Attention(norm1.forward(input)));
        Tensor changed = down.forward(nn.functional.gelu(up.forward(norm2.forward(attended))));
        return attended.Plus(changed).MoveToOuterDisposeScope();
    }

    private Tensor Attention(Tensor signal)
    {
        (long count, long length, long width) = (signal.shape[0], signal.shape[1], signal.shape[2]);
        Tensor hidden = ones([length, length], ScalarType.Bool, signal.device).triu(1);
        Tensor scores = Heads(query).matmul(Heads(key).transpose(-2, -1)).DividedBy(Math.Sqrt((double)width / _heads));
        Tensor unseen = zeros([], signal.dtype, signal.device).Minus(-Unseen);
        Tensor weights = softmax(where(hidden, unseen, scores), -1);
        return output.forward(weights.matmul(Heads(value)).transpose(1, 2).reshape(count, length, width));

        Tensor Heads(Linear map) => map.forward(signal).view(count, length, _heads, width / _heads).transpose(1, 2);
    }
}
