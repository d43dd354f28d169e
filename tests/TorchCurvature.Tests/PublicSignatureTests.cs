using TorchCurvature.Data;
using TorchCurvature.PyTorch.Programs;
using TorchCurvature.Reporting;

namespace TorchCurvature.Tests;

/// <summary>
/// No tuple is in a public signature: a named record says what its numbers are, in documentation and in other languages too.
/// </summary>
public sealed class PublicSignatureTests
{
    [Theory]
    [InlineData(typeof(Batch))]
    [InlineData(typeof(CsvTable))]
    [InlineData(typeof(ExportedProgramFile))]
    public void NoPublicSignatureHoldsATuple(Type member) =>
        Assert.Empty(member.Assembly.GetExportedTypes().SelectMany(PublicSurface.Tuples));

    [Theory]
    [InlineData(typeof(PlantedSurface.TakesTuples), true)]
    [InlineData(typeof(PlantedSurface.GivesTuples), true)]
    [InlineData(typeof(PlantedSurface.Innocent), false)]
    public void APlantedTupleIsFound(Type planted, bool isFound) => Assert.Equal(isFound, PublicSurface.Tuples(planted).Any());
}
