using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Ranks;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Ranks;

/// <summary>Eigenvalues that several processes find together, started for it, beside LAPACK's of the whole matrix in this one.</summary>
public sealed class DistributedEigensolverTests
{
    private const double DoubleRoundoff = 2.220446049250313e-16;
    private const double SingleRoundoff = 1.1920928955078125e-07;

    // A backward stable solver's error is some P·ε of the norm, and in practice far below.
    private const double OfDimension = 1;

    // Of prescribed spectra the eigenvalues are multiple, tiny and exactly 0; 7 rows leave few to each process.
    private static readonly string[] s_matrices =
        ["network float64 3 20 10 8 5", "matrix float64 5 301", "matrix float32 5 150", "matrix float64 6 7"];

    [Theory]
    [InlineData(RanksProgram.Alone, 1, "elpa")]
    [InlineData(RanksProgram.Alone, 1, "scalapack")]
    [InlineData(RanksProgram.OpenMpi, 2, "elpa")]
    [InlineData(RanksProgram.OpenMpi, 4, "elpa")]
    [InlineData(RanksProgram.OpenMpi, 3, "scalapack")]
    [InlineData(RanksProgram.Mpich, 4, "scalapack")]
    public async Task ThePartsHaveTheEigenvaluesOfTheWhole(string launcher, int size, string solver)
    {
        RanksProgram.SkipWithout(RanksProgram.Needs(launcher, solver));
        RankReport[] found = await RanksProgram.RunAsync(launcher, size, [solver, .. s_matrices]);
        Assert.Equal(s_matrices.Length, found.Length);
        foreach ((string matrix, RankReport report) in s_matrices.Zip(found))
        {
            Assert.Equal(size, report.Processes);
            Assert.StartsWith(solver, report.Solver, StringComparison.OrdinalIgnoreCase);
            AssertSame(matrix, report);
        }
    }

    /// <summary>Debian's ELPA is built for Open MPI: under MPICH it is not called, and the best that there is is ScaLAPACK.</summary>
    [Fact]
    public async Task ASolverOfAnotherFamilyIsNotTaken()
    {
        RanksProgram.SkipWithout([.. RanksProgram.Needs(RanksProgram.Mpich, "best"), RanksProgram.Elpa]);
        RankReport refused = Assert.Single(await RanksProgram.RunAsync(RanksProgram.Mpich, 2, "elpa", "matrix float64 1 10"));
        Assert.Empty(refused.Values);
        Assert.Matches(@"libelpa\.so\.19 is built for libmpi\.so\.40\S*, and this run uses libmpich\.so\.12", refused.Solver);
        Assert.EndsWith("TORCHCURVATURE_ELPA=FILE.", refused.Solver, StringComparison.Ordinal);
        RankReport best = Assert.Single(await RanksProgram.RunAsync(RanksProgram.Mpich, 2, "best", "matrix float64 1 10"));
        Assert.Equal("ScaLAPACK (libscalapack-mpich.so.2.2)", best.Solver);
        Assert.Equal(10, best.Values.Length);
    }

    private static void AssertSame(string matrix, RankReport found)
    {
        Assert.True(found.IsSameInAll, "The processes do not have the same eigenvalues.");
        using var same = new RankCase(matrix);
        using Tensor whole = same.Whole(), twice = whole.to(float64);
        using var matrixOfAll = new DenseOperator(twice);
        IReadOnlyList<double> expected = DenseEigensolver.Values(matrixOfAll).Values;
        Assert.Equal(expected.Count, found.Values.Length);
        double roundoff = whole.dtype == ScalarType.Float64 ? DoubleRoundoff : SingleRoundoff;
        double bound = OfDimension * expected.Count * roundoff * expected.Max(Math.Abs);
        Assert.All(expected.Zip(found.Values), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, bound));
        Assert.Equal(1, found.SquaredNorm / expected.Sum(value => value * value), expected.Count * roundoff);
    }
}
