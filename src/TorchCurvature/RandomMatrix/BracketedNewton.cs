namespace TorchCurvature.RandomMatrix;

/// <summary>
/// The root of an increasing function by Newton steps that are kept in a shrinking bracket, to rounding at whatever scale the bracket has.
/// </summary>
/// <remarks>
/// Source: Press, Teukolsky, Vetterling, Flannery, Numerical Recipes, 3rd ed. (2007), section 9.4, <c>rtsafe</c>: a step that leaves the
/// bracket or shrinks too slowly becomes a bisection.
/// </remarks>
internal static class BracketedNewton
{
    private const int MostSteps = 200;

    /// <summary>The root in [lower, upper]; the end nearest to it where there is none.</summary>
    /// <param name="increasing">Value and slope at a point.</param>
    /// <param name="lower">Lower end; the function is not evaluated there unless it is the start.</param>
    /// <param name="upper">Upper end, likewise.</param>
    /// <param name="start">First guess.</param>
    public static double Solve(Func<double, (double Value, double Slope)> increasing, double lower, double upper, double start)
    {
        double x = Math.Clamp(start, lower, upper), lastStep = upper - lower;
        double tolerance = double.Epsilon + (Math.Pow(2, -52) * Math.Max(Math.Abs(lower), Math.Abs(upper)));
        for (int i = 0; i < MostSteps; i++)
        {
            (double value, double slope) = increasing(x);
            if (value == 0)
            {
                break;
            }

            (lower, upper) = value < 0 ? (x, upper) : (lower, x);
            double next = x - (value / slope);
            if (!(next >= lower && next <= upper && Math.Abs(next - x) <= 0.5 * lastStep))
            {
                next = lower + (0.5 * (upper - lower));
            }

            lastStep = Math.Abs(next - x);
            x = next;
            if (lastStep <= tolerance)
            {
                break;
            }
        }

        return x;
    }
}
