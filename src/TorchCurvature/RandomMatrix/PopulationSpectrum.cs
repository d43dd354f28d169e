namespace TorchCurvature.RandomMatrix;

/// <summary>A discrete distribution H = Σ_j w_j δ(t_j) of the eigenvalues of a population covariance Σ, t_j ≥ 0, Σ w_j = 1.</summary>
public sealed class PopulationSpectrum
{
    private const double WeightTolerance = 1e-9;

    /// <summary>A distribution of atoms, which are sorted; equal ones are merged and those without weight dropped.</summary>
    /// <param name="atoms">Atoms in any order, whose weights sum to 1 within 1e-9.</param>
    /// <exception cref="ArgumentException">A value or weight is negative or not finite, the weights do not sum to 1, or no
    /// positive value has weight.</exception>
    public PopulationSpectrum(params IEnumerable<PopulationAtom> atoms)
    {
        PopulationAtom[] given = [.. atoms];
        foreach (PopulationAtom atom in given)
        {
            if (!(atom.Value >= 0 && atom.Weight >= 0 && double.IsFinite(atom.Value)))
            {
                throw new ArgumentException(
                    $"Atoms need finite values and weights that are not negative; one is {atom.Weight} at {atom.Value}.", nameof(atoms));
            }
        }

        double total = given.Sum(a => a.Weight);
        if (!(Math.Abs(total - 1) <= WeightTolerance))
        {
            throw new ArgumentException($"The weights of the atoms must sum to 1; they sum to {total}.", nameof(atoms));
        }

        Atoms = [.. given.Where(a => a.Weight > 0).GroupBy(a => a.Value).OrderBy(g => g.Key)
            .Select(g => new PopulationAtom(g.Key, g.Sum(a => a.Weight) / total))];
        if (Atoms[^1].Value == 0)
        {
            throw new ArgumentException("A population needs a positive eigenvalue; all weight is at 0.", nameof(atoms));
        }
    }

    /// <summary>The atoms, ascending.</summary>
    public IReadOnlyList<PopulationAtom> Atoms { get; }

    /// <summary>The weight at 0.</summary>
    public double ZeroWeight => Atoms[0].Value == 0 ? Atoms[0].Weight : 0;

    /// <summary>Σ w_j t_j.</summary>
    public double Mean => Atoms.Sum(a => a.Weight * a.Value);

    /// <summary>The population Σ = σ²I.</summary>
    /// <param name="value">σ².</param>
    public static PopulationSpectrum Isotropic(double value = 1) => new(new PopulationAtom(value, 1));

    /// <summary>The population that has these eigenvalues, each with the same weight.</summary>
    /// <param name="eigenvalues">At least one.</param>
    /// <exception cref="ArgumentException">There is none, none is positive, or one is negative or not finite.</exception>
    public static PopulationSpectrum FromEigenvalues(IReadOnlyCollection<double> eigenvalues)
    {
        ArgumentNullException.ThrowIfNull(eigenvalues);
        return eigenvalues.Count > 0
            ? new PopulationSpectrum(
                eigenvalues.CountBy(e => e).Select(e => new PopulationAtom(e.Key, e.Value / (double)eigenvalues.Count)))
            : throw new ArgumentException("A population needs at least one eigenvalue.", nameof(eigenvalues));
    }

    /// <summary>The population with every eigenvalue multiplied by a positive number.</summary>
    /// <param name="factor">The number.</param>
    public PopulationSpectrum ScaledBy(double factor) => new(Atoms.Select(a => a with { Value = a.Value * factor }));

    /// <summary>P eigenvalues in the proportions of the weights, descending: H's quantiles at (i + ½)/P.</summary>
    /// <param name="dimension">P.</param>
    /// <exception cref="ArgumentOutOfRangeException">P is below 1.</exception>
    public double[] Eigenvalues(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        double[] values = new double[dimension];
        int atom = Atoms.Count - 1;
        double above = Atoms[atom].Weight;
        for (int i = 0; i < dimension; i++)
        {
            while (atom > 0 && above < (i + 0.5) / dimension)
            {
                above += Atoms[--atom].Weight;
            }

            values[i] = Atoms[atom].Value;
        }

        return values;
    }
}
