using System.Text.Json;
using TorchCurvature.PyTorch.Archives;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>Prints the nodes of a program as lines of TorchScript.</summary>
internal sealed class NodePrinter(ProgramGraph graph, ScalarType? precision)
{
    private const string Aten = "torch.ops.aten.";

    // What they say holds where the program was exported; nothing of the outputs depends on them.
    private static readonly HashSet<string> s_assertions =
    [
        "_assert_async", "_assert_scalar", "_assert_tensor_metadata", "sym_constrain_range", "sym_constrain_range_for_size", "_print",
    ];

    // TorchScript has no symbols: a size is a number.
    private static readonly Dictionary<string, string> s_sizes = new()
    {
        ["sym_size"] = "size",
        ["sym_stride"] = "stride",
        ["sym_numel"] = "numel",
        ["sym_storage_offset"] = "storage_offset",
    };

    private readonly ArgumentPrinter _arguments = new(graph.Path, precision);
    private int _listCount;

    /// <summary>The lines of a node.</summary>
    /// <exception cref="PyTorchFileException">TorchScript has no words for it, or the native library no such operator.</exception>
    public IEnumerable<string> Print(ProgramNode node)
    {
        if (!node.Target.StartsWith(Aten, StringComparison.Ordinal))
        {
            return PrintSymbolic(node);
        }

        string name = node.Target[Aten.Length..].Split('.')[0];
        return s_assertions.Contains(name) ? [] : PrintAten(node, s_sizes.GetValueOrDefault(name, name));
    }

    private List<string> PrintSymbolic(ProgramNode node)
    {
        string[] arguments = [.. node.Arguments.Select(a => _arguments.Print(a, node.Target).Text)];
        string expression = SymbolicOperators.Print(node.Target, arguments)
            ?? throw new PyTorchFileException(
                $"'{graph.Path}' cannot be used: TorchScript has no '{node.Target}'. "
                    + (node.Target.Contains("higher_order", StringComparison.Ordinal)
                        ? "Export the model without control flow on values, no_grad, autocast or checkpointing inside of forward."
                        : "Only operators of torch.ops.aten can be used: export the model without custom ones."));
        return Assign(node, expression);
    }

    private List<string> PrintAten(ProgramNode node, string name)
    {
        List<string> lines = [];
        List<NodeArgument> arguments = [.. node.Arguments];
        bool isMade = MakesNumbers(node, name);
        if (isMade)
        {
            arguments.RemoveAll(a => a.Name == "dtype");
        }

        List<string> printed = [];
        foreach (NodeArgument argument in arguments)
        {
            string text = Hoist(_arguments.Print(argument, node.Target), lines);
            printed.Add(argument.IsKeyword ? $"{argument.Name}={text}" : text);
        }

        if (isMade)
        {
            printed.Add($"dtype={ArgumentPrinter.Working}");
        }

        Check(node, name, arguments);
        lines.AddRange(Assign(node, Call(node, name, string.Join(", ", printed))));
        return lines;
    }

    // item gives a number of no type, and what is computed with it needs one.
    private static string Call(ProgramNode node, string name, string arguments) =>
        (name is "item" or "_local_scalar_dense" ? node.Outputs[0].Name : null) switch
        {
            "as_sym_int" => $"int(torch.item({arguments}))",
            "as_sym_float" => $"float(torch.item({arguments}))",
            "as_sym_bool" => $"bool(torch.item({arguments}))",
            _ => $"torch.{name}({arguments})",
        };

    // Without a type they are made in the default one, which was that of the file and is not always that of the computation.
    private bool MakesNumbers(ProgramNode node, string name) =>
        precision is { } ofFile
        && !node.Arguments.Any(a => a.Kind is "as_tensor" or "as_tensors" or "as_optional_tensor" or "as_optional_tensors")
        && node.Arguments.FirstOrDefault(a => a.Name == "dtype") is null or { Kind: "as_none" }
        && node.Outputs is [{ Name: "as_tensor" } output]
        && graph.Declared(output.Value.GetProperty("name").Word())?.DType == ofFile
        && AtenOperators.Has(name)
        && AtenOperators.Takes(name, 0, ["dtype"]);

    private void Check(ProgramNode node, string name, List<NodeArgument> arguments)
    {
        if (!AtenOperators.Has(name))
        {
            throw new PyTorchFileException(
                $"'{graph.Path}' cannot be used: the native library (libtorch 2.10) has no operator '{node.Target}'"
                    + $"{(graph.TorchVersion is { } torch ? $", which torch {torch} wrote" : "")}. Export the model without it.");
        }

        string[] keywords = [.. arguments.Where(a => a.IsKeyword).Select(a => a.Name)];
        if (!AtenOperators.Takes(name, arguments.Count - keywords.Length, keywords))
        {
            throw new PyTorchFileException(
                $"'{graph.Path}' cannot be used: the native library's operator '{node.Target}' (libtorch 2.10) does not take the arguments "
                    + $"{string.Join(", ", arguments.Select(a => a.Name))}. Export the model with torch 2.10 or an older one.");
        }
    }

    private string Hoist(PrintedValue value, List<string> lines)
    {
        if (value.ListType is null)
        {
            return value.Text;
        }

        string list = NextList();
        lines.Add($"{list}: {value.ListType} = {value.Text}");
        return list;
    }

    private string NextList() => $"list_{_listCount++}";

    private List<string> Assign(ProgramNode node, string expression)
    {
        if (node.Outputs.Count == 0)
        {
            return [expression];
        }

        List<string> items = [];
        string[] names = [.. node.Outputs.Select(output => NameOf(node, output, items))];
        return [$"{string.Join(", ", names)} = {expression}", .. items];
    }

    private string NameOf(ProgramNode node, JsonProperty output, List<string> items)
    {
        switch (output.Name)
        {
            case "as_tensor":
                return ArgumentPrinter.Variable(output.Value);
            case "as_sym_int" or "as_sym_float" or "as_sym_bool" when output.Value.Optional("as_name")?.GetString() is { } symbol:
                return ArgumentPrinter.Variable(symbol);
            case "as_tensors":
                string list = NextList();
                items.AddRange(output.Value.EnumerateArray().Select((item, i) => $"{ArgumentPrinter.Variable(item)} = {list}[{i}]"));
                return list;
            case "as_none" or "as_int" or "as_float" or "as_bool":
                return "_";
            default:
                throw new PyTorchFileException(
                    $"'{graph.Path}' cannot be used: its operator '{node.Target}' gives a result of the kind '{output.Name}'.");
        }
    }
}
