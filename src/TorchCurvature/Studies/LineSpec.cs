using System.Globalization;
using TorchCurvature.Settings;

namespace TorchCurvature.Studies;

/// <summary>What <see cref="PathStudy.Interpolate"/> looks at: the line (1 − α) w_A + α w_B through two networks.</summary>
public sealed record LineSpec
{
    /// <summary>The first α; 0 is A.</summary>
    public double From { get; init; } = -0.5;

    /// <summary>The last α; 1 is B.</summary>
    public double To { get; init; } = 1.5;

    /// <summary>Values of α, evenly spaced.</summary>
    public int Points { get; init; } = 41;

    /// <summary>Whether B's hidden units are first put in the order in which B is nearest to A.</summary>
    public bool MatchUnits { get; init; }

    /// <summary>Whether λ max of the Hessian of the training loss is found at each α.</summary>
    public bool LargestEigenvalue { get; init; }

    /// <summary>Refuses what makes no sense.</summary>
    /// <exception cref="SettingException">The last α is not above the first.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two points.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Points, 2);
        if (!(To > From))
        {
            throw new SettingException(
                string.Create(CultureInfo.InvariantCulture, $"--to must be more than --from, and they are {To} and {From}."));
        }
    }
}
