using System.Globalization;

namespace TorchCurvature.Experiments.Cells;

/// <summary>A part of an experiment is done, and others have not finished theirs, so that there is no result yet.</summary>
/// <param name="left">Computations that are left to them.</param>
public sealed class OtherPartsException(int left) : Exception(
    string.Create(CultureInfo.InvariantCulture, $"{left:N0} computation{(left == 1 ? " is" : "s are")} left to other parts."));
