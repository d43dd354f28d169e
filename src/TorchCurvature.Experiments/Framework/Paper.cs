namespace TorchCurvature.Experiments.Framework;

/// <summary>A paper, and what of it can be made again.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Experiments">Its figures and tables, in its order.</param>
public sealed record Paper(string Title, IReadOnlyList<Experiment> Experiments);
