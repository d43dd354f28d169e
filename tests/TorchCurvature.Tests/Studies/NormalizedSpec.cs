using TorchCurvature.Models;
using TorchCurvature.Tests.Curvature;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

/// <summary>A network with buffers: those of a batch normalization.</summary>
internal sealed record NormalizedSpec : ModelSpec
{
    public override string Word => "normalized";

    public override bool ReadsImages => false;

    public override nn.Module<Tensor, Tensor> Create(IReadOnlyList<long> exampleShape, int outputs, long seed) => Networks.Randomize(
        nn.Sequential(
            nn.Linear(exampleShape[0], 3, dtype: ScalarType.Float64),
            nn.BatchNorm1d(3, dtype: ScalarType.Float64),
            nn.Linear(3, outputs, dtype: ScalarType.Float64)),
        seed & int.MaxValue);
}
