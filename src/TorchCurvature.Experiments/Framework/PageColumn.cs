namespace TorchCurvature.Experiments.Framework;

/// <summary>A column of a table on an experiment's page.</summary>
/// <param name="Header">What stands above it.</param>
/// <param name="Cell">What a row has in it.</param>
internal sealed record PageColumn<T>(string Header, Func<T, FormattableString> Cell);
