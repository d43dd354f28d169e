namespace TorchCurvature.Data;

/// <summary>What the integers in a file's inputs are.</summary>
public enum InputKind
{
    /// <summary>Tokens where they have 32 or 64 bits, as a network with an embedding reads them; numbers where they have fewer, as
    /// pixels.</summary>
    Auto,

    /// <summary>Real numbers.</summary>
    Numbers,

    /// <summary>Integers, whatever their size: indices that a network looks up.</summary>
    Tokens,
}
