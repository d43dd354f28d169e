using TorchCurvature.Studies;

namespace TorchCurvature.Tests.Studies;

/// <summary>Keeps all that an observer of checkpoints hears, and does something at each.</summary>
internal sealed class HeardCheckpoints(Action<CheckpointTrackResults>? atEach = null) : ICheckpointTrackObserver
{
    public List<string> Sentences { get; } = [];

    public List<string> Begun { get; } = [];

    public List<ModelFindings> Findings { get; } = [];

    public List<CheckpointTrackResults> Found { get; } = [];

    public void Announce(string sentence) => Sentences.Add(sentence);

    public void Probed(ModelFindings findings) => Findings.Add(findings);

    public void LookingAt(string path, int index)
    {
        Assert.Equal(Begun.Count, index);
        Begun.Add(path);
    }

    void ICheckpointTrackObserver.Found(CheckpointTrackResults soFar)
    {
        Found.Add(soFar);
        atEach?.Invoke(soFar);
    }
}
