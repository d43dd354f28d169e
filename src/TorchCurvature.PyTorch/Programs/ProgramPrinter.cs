using System.Text;
using System.Text.Json;
using TorchCurvature.PyTorch.Archives;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>
/// Prints a program as the TorchScript function <c>forward(held, data)</c>, of which <c>held</c> are the parameters, buffers and constants
/// and <c>data</c> the examples, both in the order of the program's inputs.
/// </summary>
internal static class ProgramPrinter
{
    /// <param name="graph">The program.</param>
    /// <param name="output">Which of its outputs the function gives; null for the only one.</param>
    /// <exception cref="PyTorchFileException">TorchScript has no words for something in it.</exception>
    public static string Print(ProgramGraph graph, int? output) => ExportJson.Interpret(graph.Path, () => PrintFunction(graph, output));

    private static string PrintFunction(ProgramGraph graph, int? output)
    {
        ProgramInput[] held = [.. graph.Inputs.Where(i => i.Kind != InputKind.Data)];
        ProgramInput[] data = [.. graph.Inputs.Where(i => i.Kind == InputKind.Data)];
        int measure = Math.Max(0, Array.FindIndex(held, i => i.Kind == InputKind.Parameter && IsReal(graph, i)));
        NodePrinter nodes = new(graph, held.Length == 0 ? null : graph.Declared(held[measure].Argument)?.DType);
        List<string> lines =
        [
            $"{ArgumentPrinter.Working} = {(held.Length > 0 ? "held" : "data")}[{measure}].dtype",
            $"{ArgumentPrinter.Device} = {(held.Length > 0 ? "held" : "data")}[{measure}].device",
            .. held.Select((input, i) => $"{ArgumentPrinter.Variable(input.Argument)} = held[{i}]"),
            .. data.Select((input, i) => $"{ArgumentPrinter.Variable(input.Argument)} = data[{i}]"),
            .. graph.Nodes.SelectMany(nodes.Print),
            $"return {OutputOf(graph, output)}",
        ];
        StringBuilder source = new("def forward(held: List[Tensor], data: List[Tensor]):\n");
        lines.ForEach(line => source.Append("    ").Append(line).Append('\n'));
        return source.ToString();
    }

    // A file that declares no types has parameters all the same.
    private static bool IsReal(ProgramGraph graph, ProgramInput input) =>
        graph.Declared(input.Argument)?.DType is not { } dtype || ExportTypes.IsReal(dtype);

    private static string OutputOf(ProgramGraph graph, int? output)
    {
        if (output is null && graph.Outputs.Count != 1)
        {
            throw new PyTorchFileException(
                $"'{graph.Path}' gives {graph.Outputs.Count} outputs, and a loss reads one: say which ({nameof(output)}, from 0), "
                    + "or export a model that gives one tensor.");
        }

        int chosen = output ?? 0;
        if (chosen < 0 || chosen >= graph.Outputs.Count)
        {
            throw new PyTorchFileException(
                $"'{graph.Path}' gives {graph.Outputs.Count} outputs, so there is none with the number {chosen}.");
        }

        JsonProperty given = graph.Outputs[chosen];
        return given.Name == "as_tensor"
            ? ArgumentPrinter.Variable(given.Value)
            : throw new PyTorchFileException($"The output {chosen} of '{graph.Path}' is no tensor.");
    }
}
