using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Benchmarks;

/// <summary>A residual network with batch normalization, as users write them, of TorchSharp's modules.</summary>
internal sealed class ResidualNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d _stem;
    private readonly BatchNorm2d _stemNormalization;
    private readonly Conv2d _first;
    private readonly BatchNorm2d _firstNormalization;
    private readonly Conv2d _second;
    private readonly BatchNorm2d _secondNormalization;
    private readonly Linear _head;

    public ResidualNetwork(long channels, long classes, ScalarType dtype = ScalarType.Float64)
        : base(nameof(ResidualNetwork))
    {
        _stem = nn.Conv2d(3, channels, 3, padding: 1, bias: false, dtype: dtype);
        _stemNormalization = nn.BatchNorm2d(channels, dtype: dtype);
        _first = nn.Conv2d(channels, channels, 3, padding: 1, bias: false, dtype: dtype);
        _firstNormalization = nn.BatchNorm2d(channels, dtype: dtype);
        _second = nn.Conv2d(channels, channels, 3, padding: 1, bias: false, dtype: dtype);
        _secondNormalization = nn.BatchNorm2d(channels, dtype: dtype);
        _head = nn.Linear(channels, classes, dtype: dtype);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor x = _stemNormalization.forward(_stem.forward(input)).relu();
        Tensor y = _firstNormalization.forward(_first.forward(x)).relu();
        Tensor z = (x + _secondNormalization.forward(_second.forward(y))).relu();
        return _head.forward(z.mean([2, 3]));
    }
}
