namespace TorchCurvature.Landscape;

/// <summary>Whether two points lie in one level set, to a tolerance.</summary>
public enum LevelSetDecision
{
    /// <summary>The barrier and twice its standard error are within the tolerance.</summary>
    Same,

    /// <summary>The barrier exceeds the tolerance by more than twice its standard error.</summary>
    Different,

    /// <summary>The data are too few to say.</summary>
    Undecided,
}
