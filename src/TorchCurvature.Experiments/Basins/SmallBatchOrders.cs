using System.Globalization;
using TorchCurvature.Data;
using TorchCurvature.Landscape;
using TorchCurvature.Losses;
using TorchCurvature.Resources;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Basins;

/// <summary>
/// The control of the line through both ends, after Frankle et al. 2020: from one point of the large batch's training two trainings with
/// the small batch go on, as many steps as the second phase has, each with an order of its own. Where the line between their ends rises,
/// the training was not yet in one basin.
/// </summary>
internal sealed class SmallBatchOrders(
    BasinCell cell, Sequential model, Dataset data, SolutionLineRisks risks, Action<string> status, CancellationToken cancellation)
{
    private static readonly double[] s_positions = [.. Enumerable.Range(0, 11).Select(i => i / 10.0)];

    /// <summary>Trains both, and looks at the line between their ends. The model has other parameters then.</summary>
    /// <param name="step">The step at which they part.</param>
    /// <param name="parameters">The float32 parameters there, in the order of the vector w.</param>
    public PartedOrders From(long step, byte[] parameters)
    {
        using DisposeScope scope = NewDisposeScope();
        using var line = new StraightLine(End("one"), End("other"));
        (PathProfile train, PathProfile test) = risks.Along(line, s_positions);
        return new PartedOrders(step, train, test);

        Tensor End(string order)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{order} order from step {step}");
            status(name);
            using (Tensor w = risks.Train.Layout.ToVector())
            {
                parameters.CopyTo(w.bytes);
                risks.Train.Layout.Assign(w);
            }

            var options = new TrainingOptions
            {
                Optimizer = new StochasticGradientDescentSpec { LearningRate = cell.LearningRate, BatchSize = cell.SmallBatch },
                MaxSteps = cell.Switch,
                StopGradientNorm = 0,
                Seed = SeedStream.Derive(cell.Seed, name),
            };
            new Trainer(model, new CrossEntropy(), data, options).Run(cancellation: cancellation);
            cancellation.ThrowIfCancellationRequested();
            return risks.Train.Layout.ToVector();
        }
    }
}
