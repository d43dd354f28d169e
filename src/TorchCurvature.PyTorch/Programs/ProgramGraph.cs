using System.Text.Json;
using System.Text.RegularExpressions;
using TorchCurvature.PyTorch.Archives;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>What a program computes, as its file says it.</summary>
internal sealed partial class ProgramGraph
{
    private readonly Dictionary<string, DeclaredTensor> _tensors;

    private ProgramGraph(JsonElement program, string path)
    {
        Path = path;
        TorchVersion = program.Optional("torch_version")?.GetString();
        JsonElement module = program.GetProperty("graph_module");
        JsonElement graph = module.GetProperty("graph");
        JsonElement signature = module.GetProperty("signature");
        Inputs = [.. signature.GetProperty("input_specs").EnumerateArray().Select(InputOf).OfType<ProgramInput>()];
        Outputs = [.. signature.GetProperty("output_specs").EnumerateArray().Select(OutputOf).OfType<JsonProperty>()];
        Nodes = [.. graph.GetProperty("nodes").EnumerateArray().Select(NodeOf)];
        JsonElement? ranges = program.Optional("range_constraints");
        _tensors = graph.GetProperty("tensor_values").EnumerateObject().ToDictionary(t => t.Name, t => TensorOf(t.Value, ranges));
    }

    /// <summary>The file, for messages.</summary>
    public string Path { get; }

    /// <summary>The torch that wrote the program, since 2.5.</summary>
    public string? TorchVersion { get; }

    public IReadOnlyList<ProgramInput> Inputs { get; }

    /// <summary>What the program gives its caller: unions such as <c>as_tensor</c>.</summary>
    public IReadOnlyList<JsonProperty> Outputs { get; }

    public IReadOnlyList<ProgramNode> Nodes { get; }

    /// <exception cref="PyTorchFileException">The file does not say what it ought to.</exception>
    public static ProgramGraph Read(JsonElement program, string path) => ExportJson.Interpret(path, () => new ProgramGraph(program, path));

    /// <summary>What the program says of a tensor; null where it says nothing.</summary>
    public DeclaredTensor? Declared(string argument) => _tensors.GetValueOrDefault(argument);

    private static DeclaredTensor TensorOf(JsonElement meta, JsonElement? ranges) => new(
        ExportTypes.DType(meta.GetProperty("dtype").GetInt32()),
        [.. meta.GetProperty("sizes").EnumerateArray().Select(size => SizeOf(size.Alternative(), ranges))]);

    private static DeclaredSize SizeOf(JsonProperty size, JsonElement? ranges)
    {
        if (size.Name == "as_int")
        {
            return new DeclaredSize(size.Value.GetInt64());
        }

        Match symbol = OneSymbol().Match(size.Value.GetProperty("expr_str").Word());
        JsonElement? range = symbol.Success ? ranges?.Optional(symbol.Groups[1].Value) : null;
        return new DeclaredSize(null, Bound(range?.Optional("min_val")), Bound(range?.Optional("max_val")));
    }

    private static long? Bound(JsonElement? bound) =>
        bound is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) ? value : null;

    private static ProgramNode NodeOf(JsonElement node) => new(
        node.GetProperty("target").Word(),
        [.. node.GetProperty("inputs").EnumerateArray().Select(ArgumentOf)],
        [.. node.GetProperty("outputs").EnumerateArray().Select(o => o.Alternative())]);

    private static NodeArgument ArgumentOf(JsonElement argument, int position)
    {
        const int Keyword = 2;
        JsonProperty value = argument.GetProperty("arg").Alternative();
        // Before torch 2.7 nothing is said, and all names are those of the schema.
        bool isKeyword = argument.Optional("kind") is { } kind ? kind.GetInt32() == Keyword : position > 0;
        return new NodeArgument(argument.GetProperty("name").Word(), isKeyword, value.Name, value.Value);
    }

    private ProgramInput? InputOf(JsonElement specification)
    {
        JsonProperty input = specification.Alternative();
        return input.Name switch
        {
            "parameter" => Held(InputKind.Parameter, "parameter_name"),
            "buffer" => Held(
                input.Value.Optional("persistent")?.GetBoolean() == false ? InputKind.TransientBuffer : InputKind.Buffer,
                "buffer_name"),
            "tensor_constant" => Held(InputKind.Constant, "tensor_constant_name"),
            "user_input" => DataOf(input.Value.GetProperty("arg").Alternative()),
            // The graph has its value in it.
            "constant_input" => null,
            _ => throw new PyTorchFileException($"'{Path}' takes an input of the kind '{input.Name}', which no network needs."),
        };

        ProgramInput Held(InputKind kind, string name) => new(
            kind, input.Value.GetProperty("arg").GetProperty("name").Word(), input.Value.GetProperty(name).Word());
    }

    private ProgramInput? DataOf(JsonProperty argument)
    {
        if (argument.Name == "as_tensor")
        {
            string name = argument.Value.GetProperty("name").Word();
            return new ProgramInput(InputKind.Data, name, name);
        }

        return argument.Name is "as_none" or "as_int" or "as_float" or "as_bool" or "as_string"
            ? null
            : throw new PyTorchFileException(
                $"'{Path}' takes an input that is no tensor ('{argument.Name}'): export it with that argument fixed.");
    }

    private JsonProperty? OutputOf(JsonElement specification)
    {
        JsonProperty output = specification.Alternative();
        return output.Name switch
        {
            "user_output" => output.Value.GetProperty("arg").Alternative(),
            // New values of running means: the derivatives of the outputs do not see them.
            "buffer_mutation" => null,
            _ => throw new PyTorchFileException(
                $"'{Path}' gives an output of the kind '{output.Name}': export the network alone, "
                    + "and let it change no input or parameter."),
        };
    }

    [GeneratedRegex(@"^Symbol\('(\w+)'[^()]*\)$")]
    private static partial Regex OneSymbol();
}
