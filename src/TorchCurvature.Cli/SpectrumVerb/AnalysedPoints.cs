namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>Where the spectrum is looked at.</summary>
internal enum AnalysedPoints
{
    /// <summary>Before and after training.</summary>
    Both,

    /// <summary>After training only.</summary>
    Final,
}
