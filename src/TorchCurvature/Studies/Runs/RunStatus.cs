namespace TorchCurvature.Studies.Runs;

/// <summary>What a manifest says of how far its run has come.</summary>
public enum RunStatus
{
    /// <summary>Under way, or ended without notice.</summary>
    Unfinished,

    /// <summary>Ended by its user, who may go on with it.</summary>
    Interrupted,

    /// <summary>Ended by an error.</summary>
    Failed,

    /// <summary>Whole.</summary>
    Finished,
}
