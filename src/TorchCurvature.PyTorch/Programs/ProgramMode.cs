using System.Text.Json;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>What a program does beyond giving outputs.</summary>
internal static class ProgramMode
{
    /// <summary>Whether batch normalization or dropout are those of training.</summary>
    public static bool IsTraining(ProgramGraph graph) => graph.Nodes.SelectMany(node => node.Arguments).Any(argument =>
        (argument.Name is "training" or "train" && argument.Kind == "as_bool" && argument.Value.GetBoolean())
        || (argument.Name == "dropout_p" && argument.Kind == "as_float" && argument.Value.ValueKind == JsonValueKind.Number
            && argument.Value.GetDouble() > 0));

    /// <summary>Whether its operators write into tensors: batch normalization of training does, and those whose names end in "_".</summary>
    public static bool ChangesBuffers(ProgramGraph graph) => IsTraining(graph) || graph.Nodes.Any(node => WritesInPlace(node.Target));

    // "torch.ops.aten.add_.Tensor", and not "torch.ops.aten.__and__.Tensor".
    private static bool WritesInPlace(string target) => target.Split('.') is [_, _, _, [not '_', .., '_'], ..];
}
