namespace TorchCurvature.Data;

/// <summary>Two disjoint data sets of one kind: what a model is trained on and, where there is one, what it is tested on. Owns
/// both.</summary>
/// <param name="Train">The training set.</param>
/// <param name="Test">The test set; null where there is none.</param>
public sealed record TrainTestSplit(Dataset Train, Dataset? Test) : IDisposable
{
    /// <summary>The files that they were read from, where these are the user's own.</summary>
    public IReadOnlyList<FileFingerprint> Files { get; init; } = [];

    /// <summary>Disposes both data sets.</summary>
    public void Dispose()
    {
        Train.Dispose();
        Test?.Dispose();
    }

    /// <summary>The same examples with class labels (<see cref="Dataset.WithLabels"/>), of as many classes in both.</summary>
    /// <returns>The caller owns it.</returns>
    /// <exception cref="ArgumentException">The targets are no labels.</exception>
    public TrainTestSplit WithLabels()
    {
        using TrainTestSplit own = From(() => Train.WithLabels(), () => Test?.WithLabels());
        int classes = Math.Max(own.Train.ClassCount, own.Test?.ClassCount ?? 1);
        return From(() => own.Train.WithLabels(classes), () => own.Test?.WithLabels(classes)) with { Files = Files };
    }

    /// <summary>The same examples with real targets (<see cref="Dataset.WithRealTargets"/>).</summary>
    /// <returns>The caller owns it.</returns>
    public TrainTestSplit WithRealTargets() =>
        From(() => Train.WithRealTargets(), () => Test?.WithRealTargets()) with { Files = Files };

    /// <summary>Makes the training set, then the test set; if the second fails, the first is disposed.</summary>
    internal static TrainTestSplit From(Func<Dataset> train, Func<Dataset?> test)
    {
        Dataset made = train();
        try
        {
            return new TrainTestSplit(made, test());
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }
}
