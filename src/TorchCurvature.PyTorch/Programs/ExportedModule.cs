using System.Runtime.InteropServices;
using TorchCurvature.Models;
using TorchCurvature.PyTorch.Archives;
using TorchCurvature.Resources;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>
/// A network of <c>torch.export</c>, with its parameters and buffers under PyTorch's names. It owns them; <c>to</c> converts real numbers
/// and leaves whole ones, and where the program itself names the precision that its parameters had in the file, the network has that
/// in which it is: a network of float32 that casts to float32 is, after <c>to(float64)</c>, one of float64 throughout. Casts to any
/// other precision stay what they are.
/// </summary>
/// <remarks>
/// A program has no modes: whether batch normalization and dropout are those of training or of evaluation was decided when it was
/// exported (<see cref="IsInTrainingMode"/>), and <c>train</c> and <c>eval</c> change nothing of what it computes.
/// </remarks>
public sealed class ExportedModule : MultiInputModule
{
    private readonly HeldTensor[] _held;
    private readonly HeldTensor[] _arguments;
    private readonly InputCheck _inputs;
    private readonly bool _changesBuffers;
    private readonly jit.CompilationUnit _script;

    internal ExportedModule(ProgramGraph graph, ProgramState state, string source)
        : base(nameof(ExportedModule))
    {
        _held = state.Held;
        _arguments = state.Arguments;
        TiedNames = state.TiedNames;
        _inputs = new InputCheck(graph);
        IsInTrainingMode = ProgramMode.IsTraining(graph);
        _changesBuffers = ProgramMode.ChangesBuffers(graph);
        TorchVersion = graph.TorchVersion;
        Source = source;
        try
        {
            using DisposeScope scope = NewDisposeScope();
            _script = jit.compile(source);
        }
        catch (ExternalException e)
        {
            throw new PyTorchFileException($"'{graph.Path}' cannot be compiled: {NativeMessage.FirstLine(e.Message)}", e);
        }
    }

    /// <summary>The torch that exported the program, where the file says it.</summary>
    public string? TorchVersion { get; }

    /// <summary>
    /// Whether batch normalization or dropout are those of training. Batch normalization then sees the statistics of each batch
    /// (so that the risk depends on how the data are cut into batches), and dropout makes every evaluation another one.
    /// </summary>
    public bool IsInTrainingMode { get; }

    /// <summary>
    /// The names of parameters that are another one by their memory, with the name which <c>named_parameters</c> has for it.
    /// </summary>
    public IReadOnlyDictionary<string, string> TiedNames { get; }

    /// <summary>The only number of examples that the program computes; null where it takes any, or the file does not say.</summary>
    public long? FixedBatchSize => _inputs.FixedBatchSize;

    /// <summary>The program in TorchScript.</summary>
    public string Source { get; }

    internal override bool MayHaveAttention => Source.Contains("scaled_dot_product", StringComparison.Ordinal);

    /// <summary>The outputs.</summary>
    /// <param name="inputs">The tensors that the program reads, in the order of the exported <c>forward</c>.</param>
    /// <returns>What the program gives; the caller's.</returns>
    /// <exception cref="ArgumentException">
    /// There are too few or too many inputs, or they have sizes that the program is not for.
    /// </exception>
    /// <exception cref="InvalidOperationException">The native library cannot compute it.</exception>
    public override Tensor forward(IReadOnlyList<Tensor> inputs)
    {
        _inputs.Check(inputs);
        using DisposeScope scope = NewDisposeScope();
        Tensor[] held = [.. _arguments.Select(a => _changesBuffers && a.Kind != InputKind.Parameter ? a.Value.clone() : a.Value)];
        try
        {
            return ((Tensor)_script.invoke("forward", held, inputs.ToArray())).MoveToOuterDisposeScope();
        }
        catch (ExternalException e)
        {
            throw new InvalidOperationException($"The exported program fails: {NativeMessage.FirstLine(e.Message)}", e);
        }
    }

    /// <summary>The parameters in PyTorch's order, each once.</summary>
    /// <param name="recurse">Of no account: a program has no parts.</param>
    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
        _held.Where(h => h.Kind == InputKind.Parameter).Select(h => (h.Name, (Parameter)h.Value));

    /// <summary>The buffers in PyTorch's order.</summary>
    /// <param name="recurse">Of no account: a program has no parts.</param>
    /// <param name="include_nonpersistent">Whether to give those too that a state dictionary has not.</param>
    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
        _held.Where(h => h.Kind == InputKind.Buffer || (include_nonpersistent && h.Kind == InputKind.TransientBuffer))
            .Select(h => (h.Name, h.Value));

    /// <inheritdoc/>
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking) =>
        Array.ForEach(_held, h => h.Convert(dtype, device));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Array.ForEach(_held, h => h.Dispose());
            _script.Dispose();
        }

        base.Dispose(disposing);
    }
}
