using System.Globalization;
using TorchCurvature.Reporting;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Data;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Reporting;

public sealed class EigenvalueTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheTableIsTheSameTextEverywhere()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Write([
                new("initial", new Spectrum([2.5, 0.1, 0], ScalarType.Float64)),
                new("final", new Spectrum([1e-3, -1e-300], ScalarType.Float64))
            ]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal(
            "point,index,eigenvalue\ninitial,1,2.5\ninitial,2,0.10000000000000001\ninitial,3,0\nfinal,1,0.001\nfinal,2,-1E-300\n",
            File.ReadAllText(_folder["eigenvalues.csv"]));
    }

    [Fact]
    public void ReadingBackGivesTheSameBits()
    {
        Spectrum spectrum = new(
            [double.MaxValue, Math.PI, 1.0 / 3, double.Epsilon, 0, -double.Epsilon, -Math.BitIncrement(1), double.MinValue],
            ScalarType.Float64);
        Write([new("final", spectrum), new("final", SampleRuns.Final)]);
        IEnumerable<long> read = File.ReadLines(_folder["eigenvalues.csv"]).Skip(1)
            .Select(line => BitConverter.DoubleToInt64Bits(double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture)));
        Assert.Equal([.. spectrum.Eigenvalues.Concat(SampleRuns.Final.Eigenvalues).Select(BitConverter.DoubleToInt64Bits)], read.ToArray());
    }

    private void Write(NamedSpectrum[] points) => EigenvalueTable.Write(RunDirectory.Open(_folder.Path, overwrite: true), points);
}
