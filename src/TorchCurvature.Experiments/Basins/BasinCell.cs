using System.Globalization;
using System.Text.Json.Serialization;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Landscape;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Basins;

/// <summary>
/// AlexNet is trained in float32 on CIFAR-10 with a large batch and then, at the same constant rate, with a small one; then loss and
/// accuracy are taken along the straight line through the ends of both phases. From some points of the first phase two trainings with the
/// small batch go on besides, and the line between their ends is the control of the other. The smoke size has Gaussian blobs in the place
/// of images.
/// </summary>
/// <param name="Images">Whether the data are CIFAR-10, and not blobs.</param>
/// <param name="TrainSamples">N, the same number of each class; null takes all.</param>
/// <param name="TestSamples">Test examples, the same number of each class; null takes all.</param>
/// <param name="RecordSamples">Examples of the training and of the test data that the records are taken on.</param>
/// <param name="LargeBatch">Examples in a step of the first phase.</param>
/// <param name="SmallBatch">Examples in a step of the second phase.</param>
/// <param name="Records">Records of each phase.</param>
/// <param name="StepsBetween">Steps from one record to the next.</param>
/// <param name="LearningRate">η, constant, without momentum.</param>
/// <param name="LineSamples">Examples of the training and of the test data that the lines are taken on.</param>
/// <param name="PartsAt">Steps of the first phase from which two orders of the examples go on, ascending.</param>
/// <param name="Seed">Seed of weights and order. The data are the same for all.</param>
public sealed record BasinCell(
    bool Images, int? TrainSamples, int? TestSamples, int RecordSamples, int LargeBatch, int SmallBatch, int Records, int StepsBetween,
    double LearningRate, int LineSamples, IReadOnlyList<long> PartsAt, long Seed) : Cell<BasinResult>
{
    private const int DataSeed = 0;
    private const int Side = 32;
    private const int Channels = 3;
    private const int BlobClasses = 3;
    private const int BlobSamples = 60;
    private const int EvaluationBatch = 500;

    /// <summary>
    /// Positions on the line, from as far before the one end as the ends are apart to as far beyond the other; both ends are among them.
    /// </summary>
    internal static IReadOnlyList<double> Positions { get; } = [.. Enumerable.Range(-10, 31).Select(i => i / 10.0)];

    /// <summary>The folder of CIFAR-10.</summary>
    [JsonIgnore]
    public string DataFolder { get; init; } = "";

    /// <summary>Where the state of an unfinished training is kept, from which it goes on; null keeps none.</summary>
    [JsonIgnore]
    public string? StateFolder { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key
    {
        get
        {
            string data = Images ? "cifar10" : "blobs", samples = TrainSamples?.ToString(CultureInfo.InvariantCulture) ?? "all";
            string batches = $"batch{LargeBatch}-{SmallBatch}", records = $"records{Records}x{StepsBetween}-parts{PartsAt.Count}";
            return FormattableString.Invariant($"basins-{data}-N{samples}-{batches}-{records}-rate{LearningRate}-seed{Seed}");
        }
    }

    /// <summary>Steps of the large batch.</summary>
    [JsonIgnore]
    public long Switch => (long)Records * StepsBetween;

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes => Images ? 2e9 : 3e8; // the images in float32, a subset of them, and the activations of a batch

    /// <summary>The file of the training's state; null where none is kept.</summary>
    internal string? StateFile => StateFolder is { } folder ? Path.Combine(folder, Key + ".state") : null;

    /// <summary>The state before the last one, which is taken where that is damaged.</summary>
    internal static string Former(string stateFile) => stateFile + "-before";

    /// <inheritdoc/>
    public override BasinResult Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        using DisposeScope scope = NewDisposeScope();
        using TrainTestSplit data = Load();
        using Dataset trainShown = Part(data.Train, RecordSamples, "records"), testShown = Part(data.Test!, RecordSamples, "records");
        using Sequential model = AlexNet.Create(
            Channels, Side, Side, data.Train.ClassCount, Activation.ReLU, SeedStream.Derive(Seed, "weights"), ScalarType.Float32);
        using Batches trainRecords = trainShown.Batches(EvaluationBatch), testRecords = testShown.Batches(EvaluationBatch);
        using Dataset trainOnLine = Part(data.Train, LineSamples, "line"), testOnLine = Part(data.Test!, LineSamples, "line");
        using Batches train = trainOnLine.Batches(EvaluationBatch), test = testOnLine.Batches(EvaluationBatch);
        var risks = new SolutionLineRisks(model, train, test, status, cancellation);
        var orders = new SmallBatchOrders(this, model, data.Train, risks, status, cancellation);
        var training = new TwoPhaseTraining(this, model, trainRecords, testRecords, orders, status);
        return FollowLine(training.Run(data.Train, cancellation), risks);
    }

    /// <inheritdoc/>
    public override void Forget()
    {
        if (StateFile is { } file)
        {
            File.Delete(file);
            File.Delete(Former(file));
        }
    }

    private BasinResult FollowLine(TwoPhaseProgress end, SolutionLineRisks risks)
    {
        Tensor small = risks.Train.Layout.ToVector(), large = small.clone();
        end.Kept[Switch].CopyTo(large.bytes);
        int[] smallHits = TwoPhaseTraining.Hits(risks.Test.EvaluateExamples());
        risks.Train.Layout.Assign(large);
        int[] largeHits = TwoPhaseTraining.Hits(risks.Test.EvaluateExamples());

        using var line = new StraightLine(large, small);
        (PathProfile train, PathProfile test) = risks.Along(line, Positions);
        return new BasinResult(
            end.Records,
            PairedDifference.Of(end.LargeBatchHits, end.SmallBatchHits, TwoPhaseRun.Window(Records)),
            PairedDifference.Of(largeHits, smallHits, looks: 1),
            train,
            test,
            end.Orders);
    }

    private TrainTestSplit Load()
    {
        long seed = SeedStream.Derive(DataSeed, "data");
        TrainTestSplit all = Images
            ? Cifar10.Load(DataFolder, ScalarType.Float32)
            : GaussianBlobs.Generate(BlobClasses, Channels * Side * Side, BlobSamples, spread: 1, seed, ScalarType.Float32);
        return new TrainTestSplit(Take(all.Train, TrainSamples), Take(all.Test!, TestSamples));

        // All of the images take a gigabyte, so what is not taken goes at once.
        Dataset Take(Dataset whole, int? count)
        {
            if (Images && count is null)
            {
                return whole;
            }

            using (whole)
            {
                using Dataset part = whole.BalancedSubset(count ?? whole.Count, seed);
                return new Dataset(part.Name, part.Inputs.reshape(-1, Channels, Side, Side).clone(), part.Labels.clone(), part.ClassCount);
            }
        }
    }

    private static Dataset Part(Dataset data, int samples, string name) =>
        data.BalancedSubset(Math.Min(samples, data.Count), SeedStream.Derive(DataSeed, name));
}
