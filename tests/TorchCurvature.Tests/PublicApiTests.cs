using PublicApiGenerator;
using TorchCurvature.Data;
using TorchCurvature.PyTorch.Programs;
using TorchCurvature.Reporting;
using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests;

public sealed class PublicApiTests
{
    [Theory]
    [InlineData(typeof(Batch), "PublicApi")]
    [InlineData(typeof(CsvTable), "PublicApi.Reporting")]
    [InlineData(typeof(ExportedProgramFile), "PublicApi.PyTorch")]
    public void ThePublicApiIsTheApprovedOne(Type member, string name) => Snapshot.IsApproved(
        name, "The public API", member.Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }));
}
