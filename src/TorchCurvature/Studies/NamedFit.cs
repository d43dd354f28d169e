using TorchCurvature.RandomMatrix;

namespace TorchCurvature.Studies;

/// <summary>The fit of one law.</summary>
public sealed class NamedFit
{
    internal NamedFit(string law, BulkFit fit) => (Law, Fit) = (law, fit);

    /// <summary>The law's word in files.</summary>
    public string Law { get; }

    /// <summary>The fit.</summary>
    public BulkFit Fit { get; }
}
