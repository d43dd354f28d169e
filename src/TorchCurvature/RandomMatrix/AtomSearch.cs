using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace TorchCurvature.RandomMatrix;

/// <summary>Looks for the atoms t_1, …, t_k of a population whose law matches a bulk best.</summary>
/// <remarks>
/// Unknowns: the k − 1 logarithms of t_{j+1}/t_j and of w_{j+1}/w_j, kept within bounds; the scale follows in closed form.
/// </remarks>
/// <param name="match">The bulk.</param>
/// <param name="aspectRatio">γ.</param>
/// <param name="zeroWeight">The weight at 0.</param>
/// <param name="atoms">k.</param>
internal sealed class AtomSearch(QuantileMatch match, double aspectRatio, double zeroWeight, int atoms)
{
    private const double Tolerance = 1e-8;
    private const int MostSteps = 1000;
    private const double WidestLogRatio = 15;
    private static readonly double[] s_startingLogRatios = [0.3, 1, 3];
    private double _least = double.PositiveInfinity;
    private PopulationSpectrum? _best;

    /// <summary>The best population that any start leads to.</summary>
    public PopulationSpectrum Best()
    {
        foreach (double logRatio in s_startingLogRatios)
        {
            Vector<double> start = Vector<double>.Build.Dense(2 * (atoms - 1), i => i < atoms - 1 ? logRatio : 0);
            Misfit(start);
            if (atoms == 1)
            {
                break;
            }

            try
            {
                NelderMeadSimplex.Minimum(
                    ObjectiveFunction.Value(Misfit), start, Vector<double>.Build.Dense(start.Count, 0.3), Tolerance, MostSteps);
            }
            catch (MaximumIterationsException)
            {
                // The best point on the way is kept, and its distance from the measurement says what it is worth.
            }
        }

        return _best ?? throw new InvalidOperationException("No population has a law with finite quantiles.");
    }

    private double Misfit(Vector<double> unknowns)
    {
        double[] values = new double[atoms], weights = new double[atoms];
        (values[0], weights[0]) = (1, 1);
        for (int j = 1; j < atoms; j++)
        {
            values[j] = values[j - 1] * BoundedExponential(unknowns[j - 1]);
            weights[j] = weights[j - 1] * BoundedExponential(unknowns[atoms + j - 2]);
        }

        double total = weights.Sum();
        PopulationSpectrum population = new(
            [new PopulationAtom(0, zeroWeight),
                .. Enumerable.Range(0, atoms).Select(j => new PopulationAtom(values[j], (1 - zeroWeight) * weights[j] / total))]);
        (double scale, double misfit) = match.Against(new GeneralizedMarchenkoPastur(aspectRatio, population));
        if (misfit < _least)
        {
            (_least, _best) = (misfit, population.ScaledBy(scale));
        }

        return misfit;
    }

    private static double BoundedExponential(double logRatio) => Math.Exp(Math.Clamp(logRatio, -WidestLogRatio, WidestLogRatio));
}
