using System.Globalization;
using System.Text.Json.Serialization;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Landscape;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Branches;

/// <summary>
/// A network is trained with mini-batches, in float32. From some of its steps two copies go on to the same number of steps in all,
/// each with an
/// order of the examples of its own, and error and loss are taken along the straight line between their ends. Each class is several
/// Gaussian clusters.
/// </summary>
/// <param name="Dimension">d.</param>
/// <param name="Samples">N; there are as many test examples.</param>
/// <param name="Clusters">Clusters, dealt to the classes in turn.</param>
/// <param name="Classes">C.</param>
/// <param name="Spread">The standard deviation of a cluster.</param>
/// <param name="Hidden">Widths of the hidden layers.</param>
/// <param name="LearningRate">η.</param>
/// <param name="BatchSize">Examples of a batch.</param>
/// <param name="Steps">Steps of every training in all.</param>
/// <param name="Parts">The steps from which two copies go on, ascending.</param>
/// <param name="Seed">Seed of data, weights and orders.</param>
public sealed record BranchCell(
    int Dimension, int Samples, int Clusters, int Classes, double Spread, IReadOnlyList<int> Hidden, double LearningRate, int BatchSize,
    long Steps, IReadOnlyList<long> Parts, long Seed) : Cell<BranchResult>
{
    // Frankle et al. take thirty points on the line.
    private static readonly double[] _positions = [.. Enumerable.Range(0, 31).Select(i => i / 30.0)];

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key
    {
        get
        {
            string sizes = $"C{Classes}of{Clusters}-N{Samples}-d{Dimension}-h{string.Join('x', Hidden)}";
            string steps = $"batch{BatchSize}-steps{Steps}-parts{Parts.Count}";
            return FormattableString.Invariant($"branches-blobs-{sizes}-spread{Spread}-rate{LearningRate}-{steps}-seed{Seed}");
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes => 4e8;

    /// <inheritdoc/>
    public override BranchResult Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        using DisposeScope scope = NewDisposeScope();
        using TrainTestSplit clusters = GaussianBlobs.Generate(
            Clusters, Dimension, Samples, Spread, SeedStream.Derive(Seed, "data"), ScalarType.Float32);
        using Dataset train = InClasses(clusters.Train), test = InClasses(clusters.Test!);
        using Batches trainBatches = train.Batches(), testBatches = test.Batches();
        using Sequential model = MultilayerPerceptron.Create(
            Dimension, Hidden, Classes, Activation.ReLU, SeedStream.Derive(Seed, "weights"), ScalarType.Float32);
        var loss = new CrossEntropy();
        EmpiricalRisk trainRisk = new(model, loss, trainBatches), testRisk = new(model, loss, testBatches);
        List<Tensor> kept = [];
        Train(SeedStream.Derive(Seed, "order"), Steps, step =>
        {
            if (Parts.Contains(step))
            {
                kept.Add(trainRisk.Layout.ToVector().MoveToOtherDisposeScope(scope));
            }
        });
        double trainAccuracy = trainRisk.Evaluate(withGradient: false).Accuracy!.Value;
        double testAccuracy = testRisk.Evaluate(withGradient: false).Accuracy!.Value;
        return new BranchResult((int)trainRisk.Dimension, trainAccuracy, testAccuracy, [.. Parts.Zip(kept, Part)]);

        void Train(long seed, long steps, Action<long>? visit)
        {
            var options = new TrainingOptions
            {
                Optimizer = new StochasticGradientDescentSpec { LearningRate = LearningRate, BatchSize = BatchSize },
                MaxSteps = steps,
                StopGradientNorm = 0,
                Seed = seed,
            };
            new Trainer(model, loss, train, options).Run(visit: visit, cancellation: cancellation);
            cancellation.ThrowIfCancellationRequested();
        }

        BranchingPoint Part(long step, Tensor from)
        {
            status(string.Create(CultureInfo.InvariantCulture, $"two orders from step {step:N0}"));
            using var line = new StraightLine(GoOn(step, from, "one"), GoOn(step, from, "other"));
            var ofTrain = PathProfile.Compute(line, trainRisk, _positions, cancellation: cancellation);
            var ofTest = PathProfile.Compute(line, testRisk, _positions, cancellation: cancellation);
            return new BranchingPoint(
                step, ErrorInstability.Of(ofTrain).Rise, ErrorInstability.Of(ofTest).Rise, ofTrain.AboveMeanOfEnds.Height,
                ofTest.AboveMeanOfEnds.Height);
        }

        Tensor GoOn(long step, Tensor from, string which)
        {
            trainRisk.Layout.Assign(from);
            Train(SeedStream.Derive(Seed, string.Create(CultureInfo.InvariantCulture, $"{which} from {step}")), Steps - step, visit: null);
            return trainRisk.Layout.ToVector();
        }
    }

    private Dataset InClasses(Dataset clusters) =>
        new(clusters.Name, clusters.Inputs.clone(), clusters.Labels.Remainder(Classes), Classes);
}
