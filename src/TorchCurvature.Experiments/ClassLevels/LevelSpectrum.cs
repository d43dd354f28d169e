namespace TorchCurvature.Experiments.ClassLevels;

/// <summary>The largest eigenvalues of G at the end of a training, and where they come from.</summary>
/// <param name="Parameters">P.</param>
/// <param name="Loss">The loss.</param>
/// <param name="Accuracy">On the training data.</param>
/// <param name="Eigenvalues">λ_i of G, descending.</param>
/// <param name="FromClasses">The share of λ_i that the class means make up.</param>
/// <param name="AcrossClasses">The share of λ_i that the cross-class means make up beside them.</param>
/// <param name="OfHessian">The largest eigenvalues of H.</param>
public sealed record LevelSpectrum(
    int Parameters, double Loss, double Accuracy, IReadOnlyList<double> Eigenvalues, IReadOnlyList<double> FromClasses,
    IReadOnlyList<double> AcrossClasses, IReadOnlyList<double> OfHessian);
