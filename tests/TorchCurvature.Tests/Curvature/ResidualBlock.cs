using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>A small network of 3×3 convolutions with a residual and batch normalization, as users write them.</summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d _first;
    private readonly BatchNorm2d _normalization;
    private readonly Conv2d _second;
    private readonly Linear _last;

    public ResidualBlock(long channels, ulong seed, ScalarType dtype, bool tracksStatistics = true)
        : base("residual")
    {
        _first = nn.Conv2d(1, channels, 3, padding: 1, dtype: ScalarType.Float64);
        _normalization = nn.BatchNorm2d(channels, track_running_stats: tracksStatistics, dtype: ScalarType.Float64);
        _second = nn.Conv2d(channels, channels, 3, padding: 1, dtype: ScalarType.Float64);
        _last = nn.Linear(channels * 16, 3, dtype: ScalarType.Float64);
        RegisterComponents();
        using var generator = new Generator(seed);
        using IDisposable noGradient = no_grad();
        foreach (Parameter parameter in parameters())
        {
            parameter.uniform_(-0.5, 0.5, generator);
        }

        _to(dtype, non_blocking: false);
    }

    public override Tensor forward(Tensor input)
    {
        Tensor x = _first.forward(input).tanh();
        Tensor y = x + _second.forward(_normalization.forward(x)).tanh();
        return _last.forward(nn.functional.avg_pool2d(y, 2).flatten(1));
    }
}
