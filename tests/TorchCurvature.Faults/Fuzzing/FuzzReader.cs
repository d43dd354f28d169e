namespace TorchCurvature.Faults.Fuzzing;

/// <summary>A reader of files, and what it promises of files that are damaged.</summary>
/// <param name="Name">A word for it.</param>
/// <param name="Examples">Good inputs.</param>
/// <param name="Read">Reads a path, and releases what it read.</param>
/// <param name="Allowed">The exceptions of its documentation; those derived from them are allowed too.</param>
internal sealed record FuzzReader(string Name, IReadOnlyList<FuzzExample> Examples, Action<string> Read, params Type[] Allowed)
{
    /// <summary>A process or more for each input: so few inputs of it stand for a thousand of another.</summary>
    public bool IsSlow { get; init; }

    /// <summary>Whether the documentation names such an exception.</summary>
    public bool Allows(Exception e) => Array.Exists(Allowed, type => type.IsInstanceOfType(e));
}
