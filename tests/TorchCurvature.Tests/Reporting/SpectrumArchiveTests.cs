using PureHDF;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Precision;
using TorchCurvature.Reporting;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Reporting;

public sealed class SpectrumArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EigenvaluesVectorsAndResidualsComeBackAsTheyWere()
    {
        using var live = new LiveTensors();
        using EigenPairs single = Pairs([3, 1], tensor(new float[,] { { 1, 2 }, { 3, 4 } }), [1e-7, 2e-7]);
        using Tensor transposed = tensor(new double[,] { { 0.1, 0.3 }, { 0.2, 0.4 } });
        using EigenPairs twofold = Pairs([5, -1], transposed.t(), [1e-16, 2e-16]);
        Write([
            new("initial", new Spectrum([3, 1], ScalarType.Float32), single),
            new("final", new Spectrum([5, -1], ScalarType.Float64, zeroRows: 7), twofold)
        ]);

        using var file = H5File.OpenRead(_folder["spectrum.h5"]);
        Assert.Equal([3, 1], file.Dataset("/initial/eigenvalues").Read<double[]>());
        Assert.Equal(new float[,] { { 1, 2 }, { 3, 4 } }, file.Dataset("/initial/eigenvectors").Read<float[,]>());
        Assert.Equal(4, file.Dataset("/initial/eigenvectors").Type.Size);
        Assert.Equal([1e-7, 2e-7], file.Dataset("/initial/residual_norms").Read<double[]>());
        Assert.Equal(
            "column i is the eigenvector of eigenvalue i", file.Dataset("/initial/eigenvectors").Attribute("layout").Read<string>());
        Assert.Equal(new double[,] { { 0.1, 0.2 }, { 0.3, 0.4 } }, file.Dataset("/final/eigenvectors").Read<double[,]>());
        IH5Group final = file.Group("/final");
        Assert.Equal("descending", final.Attribute("order").Read<string>());
        Assert.Equal(2, final.Attribute("dimension").Read<long>());
        Assert.Equal(7, final.Attribute("zero_rows").Read<long>());
        Assert.Equal(10 * WorkingPrecision.Of(ScalarType.Float64).UnitRoundoff, final.Attribute("noise_floor").Read<double>());
    }

    [Fact]
    public void AMatrixOfSeveralBandsIsWholeInTheFile()
    {
        const int Dimension = 2500;
        using var live = new LiveTensors();
        using Tensor numbers = arange(Dimension * Dimension, dtype: ScalarType.Float64);
        double[] descending = [.. Enumerable.Range(0, Dimension).Select(i => -(double)i)];
        using (EigenPairs pairs = Pairs(descending, numbers.reshape(Dimension, Dimension), descending))
        {
            Write([new("final", new Spectrum(descending, ScalarType.Float64), pairs)]);
        }

        using var file = H5File.OpenRead(_folder["spectrum.h5"]);
        double[] read = file.Dataset("/final/eigenvectors").Read<double[]>();
        Assert.Equal(Dimension * Dimension, read.Length);
        Assert.All(read.Index(), pair => Assert.True(pair.Item == pair.Index));
    }

    [Fact]
    public void WithoutEigenvectorsThereAreOnlyEigenvalues()
    {
        Write([new("final", SampleRuns.Final, null)]);
        using var file = H5File.OpenRead(_folder["spectrum.h5"]);
        Assert.Equal(["eigenvalues"], file.Group("/final").Children().Select(c => c.Name));
        Assert.Equal(SampleRuns.Final.Eigenvalues, file.Dataset("/final/eigenvalues").Read<double[]>());
    }

    [Fact]
    public void EigenvectorsOfAnotherMatrixAreRefused()
    {
        using EigenPairs pairs = Pairs([3], ones(1, 1, dtype: ScalarType.Float64), [0]);
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => Write([new("final", new Spectrum([3, 1], ScalarType.Float64), pairs)]));
        Assert.Contains("'final' has 2 eigenvalues, but eigenvectors [1, 1]", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private void Write(ArchivedSpectrum[] points) => SpectrumArchive.Write(RunDirectory.Open(_folder.Path, overwrite: true), points);

    private static EigenPairs Pairs(double[] values, Tensor vectors, double[] residuals) =>
        new(new Eigenvalues(values, 0, vectors.dtype, 0), vectors, residuals);
}
