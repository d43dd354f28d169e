namespace TorchCurvature.Studies;

/// <summary>
/// Who is told how far a <see cref="CheckpointTrackStudy"/> is, and of what it finds as soon as it is found. Called on the thread that
/// computes.
/// </summary>
public interface ICheckpointTrackObserver
{
    /// <summary>Something that is to be known.</summary>
    /// <param name="sentence">The sentence.</param>
    void Announce(string sentence);

    /// <summary>A network that was given has been looked at, with the weights of the first checkpoint and before anything long.</summary>
    /// <param name="findings">What was found.</param>
    void Probed(ModelFindings findings);

    /// <summary>A checkpoint is being looked at.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="index">How many were before it.</param>
    void LookingAt(string path, int index);

    /// <summary>It has been looked at.</summary>
    /// <param name="soFar">What is known, that included.</param>
    void Found(CheckpointTrackResults soFar);
}
