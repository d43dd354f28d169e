using System.Text;
using System.Text.Json.Nodes;
using TorchCurvature.PyTorch.Archives;
using TorchCurvature.PyTorch.Programs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>Modules of programs that are written by hand, and files that hold none.</summary>
public sealed class ExportedModuleTests : IDisposable
{
    private const string Normalized =
        """
        [{'target': 'torch.ops.aten.add_.Tensor', 'outputs': [{'as_tensor': {'name': 'counted'}}], 'inputs': [
            {'name': 'self', 'kind': 1, 'arg': {'as_tensor': {'name': 'b_mean'}}},
            {'name': 'other', 'kind': 1, 'arg': {'as_int': 1}}]},
         {'target': 'torch.ops.aten.batch_norm.default', 'outputs': [{'as_tensor': {'name': 'y'}}], 'inputs': [
            {'name': 'input', 'kind': 1, 'arg': {'as_tensor': {'name': 'x'}}},
            {'name': 'weight', 'kind': 1, 'arg': {'as_tensor': {'name': 'p_w'}}},
            {'name': 'bias', 'kind': 1, 'arg': {'as_none': true}},
            {'name': 'running_mean', 'kind': 1, 'arg': {'as_tensor': {'name': 'b_mean'}}},
            {'name': 'running_var', 'kind': 1, 'arg': {'as_tensor': {'name': 'b_mean'}}},
            {'name': 'training', 'kind': 1, 'arg': {'as_bool': true}},
            {'name': 'momentum', 'kind': 1, 'arg': {'as_float': 0.1}},
            {'name': 'eps', 'kind': 1, 'arg': {'as_float': 0.0}},
            {'name': 'cudnn_enabled', 'kind': 1, 'arg': {'as_bool': false}}]}]
        """;

    private const string Linear =
        """
        [{'target': 'torch.ops.aten.matmul.default', 'outputs': [{'as_tensor': {'name': 'y'}}], 'inputs': [
            {'name': 'self', 'kind': 1, 'arg': {'as_tensor': {'name': 'x'}}},
            {'name': 'other', 'kind': 1, 'arg': {'as_tensor': {'name': 'p_w'}}}]}]
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AProgramOfTrainingSaysSoAndKeepsItsBuffers()
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using ExportedModule model = ExportedProgramFile.Load(new HandWrittenProgram(Normalized, "y").Save(_folder["net.pt2"]));
        Assert.True(model.IsInTrainingMode);
        Tensor x = tensor(new float[,] { { 1, 2 }, { 3, 6 } });

        // Normalized by the batch: ∓1, times the weights.
        TensorAssert.Near(tensor(new float[,] { { -3, -5 }, { 3, 5 } }), model.forward(x), 1e-6);
        Assert.Equal([0.5f, -0.25f], model.named_buffers().Single().buffer.data<float>().ToArray());
    }

    [Fact]
    public void WhatTheNativeLibrarySaysIsOneSentence()
    {
        using DisposeScope scope = NewDisposeScope();
        using ExportedModule model = ExportedProgramFile.Load(new HandWrittenProgram(Linear, "y").Save(_folder["net.pt2"]));
        string message = Assert.Throws<InvalidOperationException>(() => model.forward(ones(2, 3))).Message;
        Assert.StartsWith("The exported program fails: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void WhatIsNowhereSaidToBeTrainedIsTrained()
    {
        HandWrittenProgram program = new(Linear, "y");
        program.Weights["w"]!["tensor_meta"]!["requires_grad"] = false;
        using ExportedModule model = ExportedProgramFile.Load(program.Save(_folder["net.pt2"]));
        Assert.True(model.named_parameters().Single().parameter.requires_grad);
    }

    [Fact]
    public void TheCheckSeesTheSourceAndRefusesIt()
    {
        string path = new HandWrittenProgram(Linear, "y").Save(_folder["net.pt2"]), seen = "";
        using var live = new LiveTensors();
        Assert.Throws<TimeoutException>(() => ExportedProgramFile.Load(path, check: Refuse));
        Assert.Equal(ExportedProgramFile.ToTorchScript(path), seen);

        void Refuse(string source)
        {
            seen = source;
            throw new TimeoutException();
        }
    }

    [Theory]
    [InlineData("its weights have no bytes", "was saved without its weights, or is damaged")]
    [InlineData("a weight is missing", "has no tensor 'w'")]
    [InlineData("its table of weights is missing", "so no weights")]
    [InlineData("its weights are of 8 bits", "export's type 29")]
    [InlineData("half of its JSON", "is no JSON")]
    [InlineData("no graph", "is no program in a form of torch 2.2 to 2.11")]
    [InlineData("two programs", "holds 2 programs (model, other)")]
    [InlineData("compiled", "is compiled code of AOTInductor")]
    [InlineData("it changes its input", "kind 'user_input_mutation'")]
    [InlineData("it takes an object", "kind 'custom_obj'")]
    [InlineData("it takes a size", "no tensor ('as_sym_int')")]
    [InlineData("its name is no name", "none of Python's")]
    [InlineData("text", "is no zip file")]
    [InlineData("nothing", "is no zip file")]
    public void AFileThatCannotBeUsedIsRefusedWithASentence(string what, string why)
    {
        string path = Spoilt(what);
        using var live = new LiveTensors();
        string message = Assert.Throws<PyTorchFileException>(() => ExportedProgramFile.Load(path)).Message;
        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.Contains(".pt2", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private string Spoilt(string what)
    {
        string path = _folder["net.pt2"];
        if (what is "text" or "nothing")
        {
            File.WriteAllText(path, what == "text" ? "weights" : "");
            return path;
        }

        HandWrittenProgram program = new(Linear, "y");
        Action spoil = what switch
        {
            "its weights have no bytes" => () => program.Files["net/data/weights/weight_0"] = [],
            "a weight is missing" => () => program.Weights.Remove("w"),
            "its weights are of 8 bits" => () => program.Weights["w"]!["tensor_meta"]!["dtype"] = 29,
            "half of its JSON" => () => program.Files["net/models/model.json"] = Encoding.UTF8.GetBytes("{\"graph_module\": {\"gra"),
            "no graph" => () => program.Files["net/models/model.json"] = Encoding.UTF8.GetBytes("{\"graph_module\": {}}"),
            "two programs" => () => program.Files["net/models/other.json"] = [],
            "it changes its input" => () => AddSpec(program, "output_specs", "{'user_input_mutation': {}}"),
            "it takes an object" => () => AddSpec(program, "input_specs", "{'custom_obj': {}}"),
            "it takes a size" => () => AddSpec(program, "input_specs", "{'user_input': {'arg': {'as_sym_int': {'as_name': 'n'}}}}"),
            "its name is no name" => () => program.Signature["input_specs"]![0]!["parameter"]!["arg"]!["name"] = "w; import os",
            _ => () => { }
            ,
        };
        spoil();
        if (what is "compiled" or "its table of weights is missing")
        {
            string json = program.ToJson().GetRawText();
            HandWrittenProgram.Write(path, new Dictionary<string, byte[]>
            {
                [what == "compiled" ? "net/data/aotinductor/model/code.so" : "net/models/model.json"] = Encoding.UTF8.GetBytes(json),
            });
            return path;
        }

        return program.Save(path);
    }

    private static void AddSpec(HandWrittenProgram program, string list, string spec) =>
        program.Signature[list]!.AsArray().Add(JsonNode.Parse(HandWrittenProgram.Quoted(spec)));
}
