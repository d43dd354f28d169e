namespace TorchCurvature.Studies;

/// <summary>How far one part of a study is. Parts follow one another.</summary>
/// <param name="Part">What is being done, for people.</param>
/// <param name="Share">From 0 to 1.</param>
public sealed record StudyProgress(string Part, double Share);
