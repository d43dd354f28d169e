using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Sharing;
using static TorchSharp.torch;

namespace TorchCurvature.Training;

/// <summary>A step's gradient, of which each process computes that of its examples.</summary>
internal sealed record DescentQuestion : Question<DescentGradient>
{
    /// <inheritdoc/>
    public override DescentGradient Answer(Share share)
    {
        nn.Module<Tensor, Tensor> model = share.Model;
        var layout = new ParameterLayout(model);
        bool wasTraining = model.training;
        model.train();
        try
        {
            using IDisposable kernels = new SinglePrecisionGuard(model, layout.DType, layout.Device).Enter();
            var sum = new BatchSum(share.Batches, share.Reduction, share.Counts.Examples);
            return DescentGradient.Over(model, layout, share.Loss, sum, share.Counts.TotalWeight);
        }
        finally
        {
            model.train(wasTraining);
        }
    }
}
