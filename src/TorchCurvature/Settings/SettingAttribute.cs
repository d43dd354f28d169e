namespace TorchCurvature.Settings;

/// <summary>Marks a property of a <see cref="Spec"/> that users set by name: on a command line, and in the manifest of a run.</summary>
/// <param name="name">The name, in lower case with hyphens between words; specs of one registry may share it.</param>
/// <param name="description">What it is, in a sentence of a help page.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string name, string description) : Attribute
{
    /// <summary>The name.</summary>
    public string Name => name;

    /// <summary>The sentence of the help page.</summary>
    public string Description => description;

    /// <summary>The least number that is allowed, and in a list the least one; NaN for none.</summary>
    public double Least { get; init; } = double.NaN;

    /// <summary>Whether a number has to exceed <see cref="Least"/>.</summary>
    public bool MustExceed { get; init; }

    /// <summary>What a number has to stay below; NaN for nothing.</summary>
    public double Below { get; init; } = double.NaN;

    /// <summary>What stands for a value in help, such as <c>HxW</c>; null for the usual word of its type.</summary>
    public string? Placeholder { get; init; }

    /// <summary>Says where something lies on this machine, and not what it is: two specs that differ in it alone mean the same.</summary>
    public bool IsPlace { get; init; }
}
