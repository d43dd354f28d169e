using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>
/// Batch normalization of vectors (Ioffe and Szegedy 2015), as PyTorch's <c>BatchNorm1d</c> has it but without its count of batches, to
/// which TorchSharp adds a number that it does not hold.
/// </summary>
internal sealed class BatchNormalization : nn.Module<Tensor, Tensor>
{
    private const double Momentum = 0.1;
    private const double Epsilon = 1e-5;

    /// <summary>Scales of one, shifts of zero; stored mean 0 and variance 1.</summary>
    /// <param name="features">Numbers in an example.</param>
    public BatchNormalization(long features)
        : base(nameof(BatchNormalization))
    {
        register_parameter("weight", new Parameter(ones(features, ScalarType.Float64)));
        register_parameter("bias", new Parameter(zeros(features, ScalarType.Float64)));
        register_buffer("running_mean", zeros(features, ScalarType.Float64));
        register_buffer("running_var", ones(features, ScalarType.Float64));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.batch_norm(
        input, get_buffer("running_mean"), get_buffer("running_var"), get_parameter("weight"), get_parameter("bias"), training, Momentum,
        Epsilon);
}
