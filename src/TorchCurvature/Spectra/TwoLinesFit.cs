using MathNet.Numerics.LinearAlgebra;

namespace TorchCurvature.Spectra;

/// <summary>Two lines through a scree, for every place at which they may meet.</summary>
/// <param name="Scree">The scree.</param>
/// <param name="WithoutLine">What one straight line leaves of it.</param>
/// <param name="Heights">How much of that the bend at each place takes.</param>
/// <param name="Best">The place at which it takes most.</param>
/// <param name="Bend">That bend, of length 1.</param>
internal sealed record TwoLinesFit(
    Vector<double> Scree, Vector<double> WithoutLine, IReadOnlyList<double> Heights, int Best, Vector<double> Bend)
{
    /// <summary>Squared deviations from one line.</summary>
    public double OfLine { get; } = WithoutLine.DotProduct(WithoutLine);

    /// <summary>Squared deviations from the two lines of the best place.</summary>
    public double Left => Math.Max(0, OfLine - (Heights[Best] * Heights[Best]));

    /// <summary>Deviations from them.</summary>
    public Vector<double> Deviations => WithoutLine - (Heights[Best] * Bend);

    /// <summary>The two lines.</summary>
    public Vector<double> Fitted => Scree - Deviations;

    /// <summary>How much more squared deviations another place leaves than the best one, in units of what that leaves.</summary>
    /// <param name="place">The other place.</param>
    public double Excess(int place) => ((Heights[Best] * Heights[Best]) - (Heights[place] * Heights[place])) / Left;
}
