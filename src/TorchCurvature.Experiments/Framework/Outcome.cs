namespace TorchCurvature.Experiments.Framework;

/// <summary>What an experiment says of a claim.</summary>
public enum Outcome
{
    /// <summary>The numbers bear it out.</summary>
    Holds,

    /// <summary>The numbers speak against it.</summary>
    DoesNotHold,

    /// <summary>The numbers do not tell.</summary>
    NotDecided,

    /// <summary>What it speaks of is not what was measured.</summary>
    NotApplicable,
}
