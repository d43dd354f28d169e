using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Landscape;
using TorchCurvature.Losses;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Landscape;

/// <summary>
/// Two points of a circle in R², along which the loss (‖w‖² − 1)² is 0: the straight line between them leaves that valley and climbs to ¼.
/// </summary>
internal sealed class CircularValley : IDisposable
{
    public static IReadOnlyList<double> Positions { get; } = [.. Enumerable.Range(0, 41).Select(i => i / 40.0)];

    public static Loss Loss { get; } = Loss.FromExampleLosses("ring", (w, _) => (w.square().sum(1) - 1).square());

    public Linear Model { get; } = nn.Linear(1, 2, hasBias: false, dtype: ScalarType.Float64);

    public Dataset Data { get; } = new("ones", ones([3, 1], ScalarType.Float64), zeros(3, ScalarType.Int64), 1);

    public Tensor A { get; } = tensor([1.0, 0.0]);

    public Tensor B { get; } = tensor([0.0, 1.0]);

    /// <summary>A loss along a path, from unequal batches.</summary>
    public PathProfile Profile(ParameterPath path, Loss loss)
    {
        using Batches batches = Data.Batches(2);
        PathProfile profile = PathProfile.Compute(path, new EmpiricalRisk(Model, loss, batches), Positions);
        return profile;
    }

    public void Dispose() => Array.ForEach<IDisposable>([Model, Data, A, B], d => d.Dispose());
}
