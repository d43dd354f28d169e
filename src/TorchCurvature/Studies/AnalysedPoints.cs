namespace TorchCurvature.Studies;

/// <summary>Where the spectrum is looked at.</summary>
public enum AnalysedPoints
{
    /// <summary>Before and after training.</summary>
    Both,

    /// <summary>After training only.</summary>
    Final,

    /// <summary>At the weights as they are, without a training.</summary>
    Given,
}
