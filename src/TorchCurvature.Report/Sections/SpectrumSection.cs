using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>The full spectrum: all eigenvalues of each point, with what the manifest says of them.</summary>
internal static class SpectrumSection
{
    public static Section? Of(RunFolder run) => run.From("eigenvalues.csv", file => Of(run, file));

    private static Section Of(RunFolder run, CsvFile file)
    {
        Spectrum[] spectra = [.. file.By("point").Select(rows => SpectrumOf(run, file, rows))];
        return new Section("spectrum", "Spectrum", [Histogram(spectra), Scree(spectra)], PointTables.Of(run));
    }

    private static Spectrum SpectrumOf(RunFolder run, CsvFile file, IGrouping<string, string[]> rows)
    {
        Manifest point = run.Manifest["points"][rows.Key];
        return new Spectrum(Points.Name(rows.Key), point, file.Numbers(rows, "eigenvalue"));
    }

    private static Figure Histogram(Spectrum[] spectra) => new(
        "spectrum",
        "All eigenvalues",
        "Number of eigenvalues in equal parts of the axis, counted anew for what is in view; ticks below are single eigenvalues."
            + Zeros(spectra),
        FigureKind.Histogram,
        new Axis("eigenvalue λ", AxisScale.SymmetricLog) { Otherwise = AxisScale.Linear },
        new Axis("number of eigenvalues", AxisScale.Log) { Otherwise = AxisScale.Linear },
        [.. spectra.Select(spectrum => new Series(spectrum.Name, SeriesStyle.Counted, spectrum.Eigenvalues, [])
        {
            Error = spectrum.Error,
            Also = spectrum.Shares(),
            Group = spectrum.Name,
            IsShown = spectrum == spectra[^1],
        })])
    {
        Marks = [.. spectra.SelectMany(spectrum => spectrum.Cutoffs().Where(c => c.IsEdge)
            .Select(c => new Mark(c.Label, c.At, IsVertical: true, spectrum.Name)))],
    };

    private static Figure Scree(Spectrum[] spectra) => new(
        "scree",
        "Eigenvalues by rank",
        "Positive eigenvalues from the largest down, solid; sizes of the negative ones from the most negative up, dashed. Eigenvalues "
            + "within their error bound are rounding and are left out. Horizontal lines: the cutoff of each rule for outliers."
            + ScreeSeries.Thinning,
        FigureKind.Lines,
        new Axis("rank", AxisScale.Log) { Otherwise = AxisScale.Linear },
        new Axis("|λ|", AxisScale.Log) { Otherwise = AxisScale.Linear },
        [.. spectra.SelectMany(spectrum => ScreeSeries.Of(
            spectrum.Name, spectrum.Eigenvalues, spectrum.Error ?? double.NaN, spectrum.Name, spectrum == spectra[^1]))])
    {
        Marks = [.. spectra.SelectMany(spectrum => spectrum.Cutoffs()
            .Select(c => new Mark(c.Label, c.At, IsVertical: false, spectrum.Name)))],
    };

    // A Gram matrix has no more eigenvalues than vectors: the others are not in the table.
    private static string Zeros(Spectrum[] spectra)
    {
        IEnumerable<string> each =
            from spectrum in spectra
            let zeros = spectrum.Point["gram"]["exactZeros"]
            where zeros.IsNumber && zeros.Number > 0
            select $"{zeros.Raw} {spectrum.Name}";
        string all = string.Join(", ", each);
        return all.Length == 0 ? "" : $" Not drawn are those that are exactly zero, but for weight decay: {all}.";
    }

    private sealed record Cutoff(string Label, double At, bool IsEdge);

    private sealed record Spectrum(string Name, Manifest Point, double[] Eigenvalues)
    {
        public double? Error => Point["eigenvalueErrorBound"] is { IsNumber: true } bound ? bound.Number : null;

        public IEnumerable<Cutoff> Cutoffs() =>
            from outliers in Point["outliers"].Items
            where outliers["count"].Number > 0 && outliers["cutoff"].Number > 0
            let rule = outliers["rule"].Text
            select new Cutoff($"{rule}: {outliers["count"].Raw}", outliers["cutoff"].Number, rule == "bulk-edge");

        // Of single eigenvectors at both ends it is known how much of their eigenvalue comes from each part.
        public IReadOnlyList<Column> Shares()
        {
            double[] first = NotKnown(), second = NotKnown();
            foreach (Manifest share in Point["split"]["shares"].Items)
            {
                if (share["index"].Number is >= 1 and var index && index <= Eigenvalues.Length)
                {
                    first[(int)index - 1] = share["first"].Number;
                    second[(int)index - 1] = share["second"].Number;
                }
            }

            return first.All(double.IsNaN) ? [] : [new Column("share of G", first), new Column("share of F", second)];
        }

        private double[] NotKnown()
        {
            double[] numbers = new double[Eigenvalues.Length];
            Array.Fill(numbers, double.NaN);
            return numbers;
        }
    }
}
