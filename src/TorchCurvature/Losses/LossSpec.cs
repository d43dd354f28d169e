using TorchCurvature.Settings;

namespace TorchCurvature.Losses;

/// <summary>A description of a loss.</summary>
public abstract record LossSpec : Spec
{
    /// <summary>What it is, as a phrase for help texts.</summary>
    public abstract string Description { get; }

    /// <summary>The loss.</summary>
    /// <returns>Where it is <see cref="IDisposable"/>, as one from a file is, the caller owns it.</returns>
    /// <exception cref="ArgumentException">A setting asks for what cannot be had.</exception>
    public abstract Loss Create();
}
