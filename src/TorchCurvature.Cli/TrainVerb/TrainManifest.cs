using System.Text.Json;
using TorchCurvature.Curvature;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;

namespace TorchCurvature.Cli.TrainVerb;

/// <summary>What <c>run.json</c> says of a run: enough to judge it and to run it again.</summary>
internal sealed class TrainManifest(TrainOptions options)
{
    private readonly DateTimeOffset _started = DateTimeOffset.Now;

    public long? ResumedAt { get; set; }

    public TrainingResult? Training { get; set; }

    public double TrainingSeconds { get; set; }

    public IReadOnlyList<RiskRecord> Records { get; private set; } = [];

    public IReadOnlyList<SharpnessRecord> Sharpness { get; private set; } = [];

    /// <summary>Keeps what the table at the end shows.</summary>
    public void Complete(TrainingWatch watch) => (Records, Sharpness) = (watch.Records, watch.Sharpness);

    public string ToJson(string status, TrainingWatch watch) => JsonSerializer.Serialize(
        new
        {
            Command = "train",
            RunManifest.Version,
            Status = status,
            Options = options.AsGiven,
            Seeds = new
            {
                Data = SeedStream.Derive(options.Seed, "data"),
                Weights = SeedStream.Derive(options.Seed, "weights"),
                Order = SeedStream.Derive(options.Seed, "order"),
                Track = SeedStream.Derive(options.Seed, "track"),
                Lanczos = SeedStream.Derive(options.Seed, "lanczos"),
            },
            RunManifest.Environment,
            Started = _started,
            ResumedAt,
            Seconds = new { Training = TrainingSeconds },
            RunManifest.PeakMemoryBytes,
            options.Phases,
            Training = Training is null ? null : new { Training.Reason, Training.Steps, Last = Training.History is [.., var last] ? last : null },
            Records = new { watch.Records.Count, First = watch.Records.FirstOrDefault(), Last = watch.Records.LastOrDefault() },
            Sharpness = options.TrackEvery is null ? null : new
            {
                watch.Sharpness.Count,
                Products = watch.Sharpness.Sum(s => s.Products),
                NotConverged = watch.Sharpness.Count(s => s.Pairs.Count == 0 || !s.Pairs.All(p => p.IsConverged)),
                TwoOverLearningRate = 2 / options.Training.LearningRate,
                First = watch.Sharpness.FirstOrDefault()?.Largest,
                Last = watch.Sharpness.LastOrDefault()?.Largest,
            },
        },
        RunManifest.Format) + "\n";
}
