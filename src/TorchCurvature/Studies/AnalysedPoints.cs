namespace TorchCurvature.Studies;

/// <summary>Where the spectrum is looked at.</summary>
public enum AnalysedPoints
{
    /// <summary>Before and after training.</summary>
    Both,

    /// <summary>After training only.</summary>
    Final,
}
