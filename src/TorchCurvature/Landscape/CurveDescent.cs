using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>Stochastic gradient descent of what lies between two points: batches in random order, every example once per pass.</summary>
internal static class CurveDescent
{
    /// <summary>Takes the steps that the options ask for.</summary>
    /// <param name="model">The network; its parameters and buffers are put back afterwards.</param>
    /// <param name="loss">The per-example loss.</param>
    /// <param name="data">The training examples.</param>
    /// <param name="moved">What the steps change, looked at for numbers that are not finite.</param>
    /// <param name="options">Steps, batch and seed.</param>
    /// <param name="step">One step, with the risk on its batch.</param>
    /// <param name="buffers">The buffers of the networks at both ends; null where the model has none.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between steps.</param>
    internal static void Run(
        nn.Module<Tensor, Tensor> model, Loss loss, Dataset data, Tensor moved, CurveTrainingOptions options, Action<EmpiricalRisk> step,
        IReadOnlyList<ModelBuffers>? buffers, IProgress<double>? progress, CancellationToken cancellation)
    {
        ModelBuffers.Require(model, options.Mode, buffers, count: 2, nameof(model));
        using DisposeScope scope = NewDisposeScope();
        using var restored = new RestoredModel(model, new ParameterLayout(model));
        using var order = new Generator((ulong)options.Seed);
        Tensor? examples = null;
        long next = data.Count;
        for (long done = 0; done < options.Steps; done++, next += options.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            if (next >= data.Count)
            {
                examples?.Dispose();
                (examples, next) = (randperm(data.Count, generator: order).to(data.Device), 0);
            }

            using DisposeScope stepScope = NewDisposeScope();
            Tensor chosen = examples!.narrow(0, next, Math.Min(options.BatchSize, data.Count - next));
            using Batch batch = data.Select(chosen);
            step(new EmpiricalRisk(model, loss, [batch], options.WeightDecay, options.Mode)
            {
                Shared = options.Processes?.Over(model, loss, [batch], options.Mode),
            });
            progress?.Report((done + 1.0) / options.Steps);
            if (!moved.isfinite().all().item<bool>())
            {
                throw new NotFiniteNumberException(
                    $"The connecting curve left the finite numbers at step {done + 1} of {options.Steps}: "
                        + $"train it with a learning rate below {options.LearningRate}.");
            }
        }
    }
}
