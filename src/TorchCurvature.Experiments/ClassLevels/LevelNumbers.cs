namespace TorchCurvature.Experiments.ClassLevels;

/// <summary>Where the eigenvalues of each level come from, for one seed.</summary>
/// <param name="FirstFromClasses">Mean share of the class means in the first C.</param>
/// <param name="SecondAcrossClasses">Mean share of the cross-class means in those up to number C(C − 1).</param>
/// <param name="RestFromNeither">Mean share of neither in those after them, twice as many.</param>
/// <param name="FirstDrop">log10 λ_C / λ_{C+1}.</param>
/// <param name="SecondDrop">log10 of the quotient of eigenvalues C(C − 1) and the next.</param>
/// <param name="UsualDrop">The median log10 quotient of the others.</param>
internal sealed record LevelNumbers(
    double FirstFromClasses, double SecondAcrossClasses, double RestFromNeither, double FirstDrop, double SecondDrop, double UsualDrop)
{
    /// <summary>The numbers of a spectrum.</summary>
    public static LevelNumbers Of(int classes, LevelSpectrum spectrum)
    {
        int second = LevelCell.TwoLevels(classes);
        double[] neither = [.. spectrum.FromClasses.Zip(spectrum.AcrossClasses, (a, b) => 1 - a - b)];
        double[] drops = [.. spectrum.Eigenvalues.Zip(spectrum.Eigenvalues.Skip(1), (a, b) => Math.Log10(a / b))];
        double[] usual = [.. drops.Where((_, i) => i != classes - 1 && i != second - 1).Order()];
        return new LevelNumbers(
            spectrum.FromClasses.Take(classes).Average(),
            spectrum.AcrossClasses.Take(second).Skip(classes).Average(),
            neither.Skip(second).Average(),
            drops[classes - 1],
            drops[second - 1],
            usual[usual.Length / 2]);
    }
}
