using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Landscape;

/// <summary>
/// A risk whose value at w ∈ R^P is any function of w and of one number an example: a layer without bias whose outputs,
/// for the input 1, are w itself.
/// </summary>
internal sealed class Plain : IDisposable
{
    private readonly Batch _batch;

    /// <param name="dimension">P.</param>
    /// <param name="values">The number of each example.</param>
    /// <param name="exampleLosses">From w in each row of [n, P], and the numbers [n], to the losses [n].</param>
    public Plain(long dimension, double[] values, Func<Tensor, Tensor, Tensor> exampleLosses)
    {
        Model = nn.Linear(1, dimension, hasBias: false, dtype: ScalarType.Float64);
        _batch = new Batch(ones([values.Length, 1], ScalarType.Float64), tensor(values));
        Risk = new EmpiricalRisk(Model, Loss.FromExampleLosses("plain", exampleLosses), [_batch]);
    }

    public Linear Model { get; }

    public EmpiricalRisk Risk { get; }

    /// <summary>L(w), by the risk itself.</summary>
    public double At(Tensor w)
    {
        Risk.Layout.Assign(w);
        return Risk.Evaluate(withGradient: false).Loss;
    }

    public void Dispose()
    {
        Model.Dispose();
        _batch.Dispose();
    }
}
