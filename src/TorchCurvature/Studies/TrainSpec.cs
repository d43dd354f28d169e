using System.Text.Json;
using System.Text.Json.Nodes;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;

namespace TorchCurvature.Studies;

/// <summary>What a <see cref="TrainStudy"/> does: a record of plain values.</summary>
public sealed record TrainSpec
{
    private readonly IReadOnlyList<TrainingPhase> _phases = [];

    /// <summary>Data, network and loss, with the weight decay and the seed that the training takes.</summary>
    public ProblemSpec Problem { get; init; } = new();

    /// <summary>
    /// Step and stopping rules. Its weight decay and its seed are not read: the first is the problem's, the second drawn from the
    /// problem's.
    /// </summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>Batch size and steps of each phase; where none are given, one as <see cref="Training"/> says.</summary>
    public IReadOnlyList<TrainingPhase> Phases
    {
        get => _phases.Count > 0 ? _phases : [TrainingPhase.Of(Training)];
        init => _phases = value;
    }

    /// <summary>The precision of the training.</summary>
    public WorkingPrecision TrainingPrecision { get; init; } = WorkingPrecision.Float32;

    /// <summary>The precision in which the trained network is to be looked at later; the training does not depend on it.</summary>
    public WorkingPrecision Precision { get; init; } = WorkingPrecision.Float64;

    /// <summary>Steps from one record of loss and accuracy, on all training and test examples, to the next.</summary>
    public int RecordEvery { get; init; } = 100;

    /// <summary>Steps from one look at the largest eigenvalues of the Hessian to the next; null for none.</summary>
    public int? FollowEvery { get; init; }

    /// <summary>Eigenvalues that are followed.</summary>
    public int FollowTop { get; init; } = 3;

    /// <summary>Residual norm of a followed eigenvalue, relative to the largest.</summary>
    public double FollowTolerance { get; init; } = 3e-2;

    /// <summary>Examples of the class-balanced subset whose Hessian is followed; null for all training examples.</summary>
    public int? FollowSamples { get; init; }

    /// <summary>Steps from one keeping of the state to the next; null for interruptions alone.</summary>
    public int? KeepEvery { get; init; }

    /// <summary>Steps of all phases.</summary>
    public long Steps => Phases.Sum(p => p.Steps);

    /// <summary>Steps at which a phase after the first one begins.</summary>
    public IReadOnlyList<long> Switches => [.. Enumerable.Range(1, Phases.Count - 1).Select(i => Phases.Take(i).Sum(p => p.Steps))];

    /// <summary>The seeds of all that is drawn.</summary>
    internal TrainSeeds Seeds => new(
        Problem.DataSeed, Problem.WeightSeed, Problem.OrderSeed, Track: SeedOf("track"), Lanczos: SeedOf("lanczos"));

    /// <summary>The training with the problem's weight decay and seed.</summary>
    internal TrainingOptions Descent => Problem.Descent(Training);

    /// <summary>All values as an object of a manifest.</summary>
    public JsonObject ToJson()
    {
        JsonObject json = new NetworkRecord(Problem, Precision, TrainingPrecision).ToJson();
        json["training"] = Descent.ToJson();
        json["phases"] = JsonSerializer.SerializeToNode(Phases, RunManifest.Format);
        json["record-every"] = RecordEvery;
        json["follow-every"] = FollowEvery;
        json["follow-top"] = FollowTop;
        json["follow-tolerance"] = FollowTolerance;
        json["follow-samples"] = FollowSamples;
        return json;
    }

    private long SeedOf(string purpose) => SeedStream.Derive(Problem.Seed, purpose);
}
