using TorchCurvature.Models;
using TorchCurvature.PyTorch.Archives;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>The tensors of an exported module, and which argument of its graph is which.</summary>
internal sealed class ProgramState
{
    private readonly List<HeldTensor> _held = [];
    private readonly List<Tensor> _stored = [];
    private readonly Dictionary<string, string> _tiedNames = [];
    private readonly bool _saysWhatIsTrained;

    private ProgramState(ProgramGraph graph, Dictionary<string, ProgramTensor> weights, Dictionary<string, ProgramTensor> constants)
    {
        string[] parameters = [.. graph.Inputs.Where(i => i.Kind == InputKind.Parameter).Select(i => i.Target)];
        // A network of which nothing is trained is of no use here, and files written under no_grad look like that.
        _saysWhatIsTrained = parameters.Any(name => weights.GetValueOrDefault(name)?.RequiresGradient == true);
        Arguments =
        [
            .. from input in graph.Inputs
               where input.Kind != InputKind.Data
               let stored = weights.GetValueOrDefault(input.Target) ?? constants.GetValueOrDefault(input.Target)
               select Hold(input, stored ?? throw new PyTorchFileException($"'{graph.Path}' has no tensor '{input.Target}'.")),
        ];
        Held = [.. _held];
    }

    /// <summary>The tensors, each once, in the order of the graph's arguments.</summary>
    public HeldTensor[] Held { get; }

    /// <summary>The tensor of each argument of the graph that is no data.</summary>
    public HeldTensor[] Arguments { get; }

    /// <summary>Names of parameters that share their memory with one before.</summary>
    public IReadOnlyDictionary<string, string> TiedNames => _tiedNames;

    /// <summary>Reads the tensors of a package as copies of their own.</summary>
    /// <exception cref="PyTorchFileException">One is missing or damaged.</exception>
    public static ProgramState Read(ProgramPackage package, ProgramGraph graph)
    {
        using DisposeScope scope = NewDisposeScope();
        return new ProgramState(graph, package.ReadWeights(), package.ReadConstants());
    }

    public void Dispose() => Array.ForEach(Held, h => h.Dispose());

    private HeldTensor Hold(ProgramInput input, ProgramTensor stored)
    {
        int tied = input.Kind == InputKind.Parameter
            ? _stored.FindIndex(s => TensorIdentity.ShareAll(s, stored.Value))
            : -1;
        if (tied >= 0 && _held[tied].Kind == InputKind.Parameter)
        {
            _tiedNames.Add(input.Target, _held[tied].Name);
            return _held[tied];
        }

        HeldTensor held = HeldTensor.Of(input.Target, input.Kind, stored.Value, stored.RequiresGradient || !_saysWhatIsTrained);
        _held.Add(held);
        _stored.Add(stored.Value);
        return held;
    }
}
