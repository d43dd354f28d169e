using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Benchmarks;

/// <summary>The function of a <see cref="ResidualNetwork"/> with parameters of its own, computed by TorchScript.</summary>
internal sealed class ScriptedResidualNetwork : nn.Module<Tensor, Tensor>
{
    private const string Source =
        """
        def norm(x: Tensor, p: List[Tensor]):
            return torch.batch_norm(x, p[1], p[2], torch.zeros_like(p[1]), torch.ones_like(p[1]), False, 0.1, 1e-5, False)
        def network(x: Tensor, p: List[Tensor]):
            a = torch.relu(norm(torch.conv2d(x, p[0], None, [1, 1], [1, 1]), p[0:3]))
            b = torch.relu(norm(torch.conv2d(a, p[3], None, [1, 1], [1, 1]), p[3:6]))
            c = torch.relu(a + norm(torch.conv2d(b, p[6], None, [1, 1], [1, 1]), p[6:9]))
            return torch.linear(torch.mean(c, [2, 3]), p[9], p[10])

        """;

    private readonly jit.CompilationUnit _script = jit.compile(Source);
    private readonly Tensor[] _weights;

    public ScriptedResidualNetwork(ResidualNetwork network)
        : base(nameof(ScriptedResidualNetwork))
    {
        List<Tensor> copies = [];
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            var copy = new Parameter(parameter.detach().clone());
            register_parameter(name.Replace('.', '_'), copy);
            copies.Add(copy);
        }

        _weights = [.. copies];
    }

    public override Tensor forward(Tensor input) => _script.invoke<Tensor>("network", input, _weights);
}
