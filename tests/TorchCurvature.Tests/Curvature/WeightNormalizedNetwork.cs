using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>
/// f(x) = A tanh(W x), where the rows of W are those of V at lengths g: by libtorch's weight_norm, whose second derivative is wrong, or by the
/// formula that it stands for.
/// </summary>
internal sealed class WeightNormalizedNetwork : nn.Module<Tensor, Tensor>
{
    private const string Source =
        """
        def by_operator(v: Tensor, g: Tensor):
            return torch._weight_norm(v, g, 0)
        def by_formula(v: Tensor, g: Tensor):
            return v * (g / torch.sqrt(torch.sum(v * v, 1, True)))

        """;

    private readonly jit.CompilationUnit _script = jit.compile(Source);
    private readonly string _function;
    private readonly Parameter _directions;
    private readonly Parameter _lengths;
    private readonly Linear _last;

    public WeightNormalizedNetwork(long inputs, long hidden, long outputs, bool byOperator)
        : base(nameof(WeightNormalizedNetwork))
    {
        _function = byOperator ? "by_operator" : "by_formula";
        _directions = new Parameter(zeros([hidden, inputs], ScalarType.Float64));
        _lengths = new Parameter(zeros([hidden, 1], ScalarType.Float64));
        _last = nn.Linear(hidden, outputs, dtype: ScalarType.Float64);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor weight = _script.invoke<Tensor>(_function, _directions, _lengths);
        return _last.forward(input.mm(weight.t()).tanh());
    }
}
