using TorchCurvature.Experiments.Networks;

namespace TorchCurvature.Experiments.Figure1;

/// <summary>The spectra of one seed.</summary>
/// <param name="Initial">At a random point.</param>
/// <param name="Final">At the end of gradient descent from there.</param>
internal sealed record InitialAndFinal(SpectrumNumbers Initial, SpectrumNumbers Final);
