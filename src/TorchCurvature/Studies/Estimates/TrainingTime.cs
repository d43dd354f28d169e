using System.Diagnostics;
using System.Globalization;
using TorchCurvature.Data;
using TorchCurvature.Landscape;
using TorchCurvature.Models;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Estimates;

/// <summary>How long a training takes at most: steps, and with mini-batches the looks at all examples after each pass.</summary>
/// <param name="problem">The problem.</param>
/// <param name="model">Its network, in the precision of the training; put back after each measurement.</param>
/// <param name="train">The training data in that precision.</param>
/// <param name="calibration">How carefully to measure.</param>
internal sealed class TrainingTime(Problem problem, nn.Module<Tensor, Tensor> model, Dataset train, Calibration calibration)
{
    private const int FewestSteps = 4;

    // Enough that the time of an example tells that of many.
    private const long FewestExamples = 256;

    /// <summary>The training of one phase.</summary>
    public EstimatedPart Of(TrainingOptions options) => new(
        string.Create(CultureInfo.InvariantCulture, $"training {options.MaxSteps:N0} steps"), SecondsOf(options), IsAtMost: true);

    /// <summary>Its time.</summary>
    public double SecondsOf(TrainingOptions options)
    {
        (double step, double look) = Measure(options);
        long batch = Math.Min(options.Optimizer.ExamplesPerStep ?? train.Count, train.Count);
        double passes = options.MaxSteps * (double)batch / train.Count;
        bool looksAtPasses = options.Optimizer.ExamplesPerStep is not null
            && options is { StopGradientNorm: > 0, StopOn: StoppingGradient.Full };
        return (options.MaxSteps * step) + look + (looksAtPasses ? passes * look : 0);
    }

    private (double Step, double Look) Measure(TrainingOptions options)
    {
        long examples = Math.Min(train.Count, Math.Max(options.Optimizer.ExamplesPerStep ?? 0, ExamplesInTime()));
        double share = (double)train.Count / examples;
        using Dataset? subset = examples < train.Count ? train.Subset(examples, seed: 0) : null;
        using var restored = new RestoredModel(model, new ParameterLayout(model));
        double seconds = 0;
        for (long steps = FewestSteps; ; steps *= 4)
        {
            (double step, double look) = Time(subset ?? train, options with { MaxSteps = steps, StopGradientNorm = 0 });
            seconds += steps * step;
            if (seconds > calibration.Budget)
            {
                return (options.Optimizer.ExamplesPerStep is null ? share * step : step, share * look);
            }
        }
    }

    private (double Step, double Look) Time(Dataset data, TrainingOptions options)
    {
        long start = Stopwatch.GetTimestamp(), first = 0, last = 0;
        // Steps of no length: a training that diverges does so where it is asked for.
        TrainingOptions still = options with { Optimizer = options.Optimizer with { LearningRate = double.Epsilon } };
        new Trainer(model, problem.Loss, data, problem.Spec.Descent(still)) { Processes = problem.Processes }.Run(visit: step =>
        {
            // What comes before the last visit with mini-batches is a look, and no step.
            long now = Stopwatch.GetTimestamp();
            first = step == 0 ? now : first;
            last = step < options.MaxSteps ? now : last;
        });
        double look = Stopwatch.GetElapsedTime(start, first).TotalSeconds;
        return (Stopwatch.GetElapsedTime(first, last).TotalSeconds / (options.MaxSteps - 1), look);
    }

    // So many that a step over all of them does not take longer than there is time.
    private long ExamplesInTime()
    {
        if (train.Count <= FewestExamples)
        {
            return train.Count;
        }

        using Batches all = train.Batches(FewestExamples);
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        double seconds = calibration.SecondsOf(() => problem.TrainingRisk(model, [all[0]]).Gradient().Dispose());
        double inTime = calibration.Budget / FewestSteps / (seconds / all[0].Count);
        return (long)Math.Clamp(inTime, FewestExamples, train.Count);
    }
}
