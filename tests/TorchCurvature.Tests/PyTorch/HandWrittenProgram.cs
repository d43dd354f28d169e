using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>
/// A program in the layout of torch 2.9, y = f(x, w) for x of [n, 2] and a parameter "w" of [2], whose nodes a test writes.
/// Fields can be changed before it is saved, to make files that are wrong.
/// </summary>
internal sealed class HandWrittenProgram
{
    private const int Float32 = 7;

    /// <param name="nodes">The nodes, as JSON with single quotes in the place of double ones.</param>
    /// <param name="outputs">The names of the output tensors.</param>
    public HandWrittenProgram(string nodes, params string[] outputs)
    {
        Signature = Parse(
            """
            {'input_specs': [
                {'parameter': {'arg': {'name': 'p_w'}, 'parameter_name': 'w'}},
                {'buffer': {'arg': {'name': 'b_mean'}, 'buffer_name': 'mean', 'persistent': true}},
                {'user_input': {'arg': {'as_tensor': {'name': 'x'}}}}], 'output_specs': []}
            """);
        foreach (string output in outputs)
        {
            Signature["output_specs"]!.AsArray().Add(Parse($"{{'user_output': {{'arg': {{'as_tensor': {{'name': '{output}'}}}}}}}}"));
        }

        Graph = new JsonObject { ["nodes"] = JsonNode.Parse(Quoted(nodes)), ["tensor_values"] = Parse("{'p_w': " + Meta + "}") };
        Weights = Parse($"{{'w': {Payload("weight_0")}, 'mean': {Payload("weight_1")}}}");
        Weights["w"]!["is_param"] = true;
        Weights["w"]!["tensor_meta"]!["requires_grad"] = true;
        Files = new()
        {
            ["net/data/weights/weight_0"] = Bytes(3, 5),
            ["net/data/weights/weight_1"] = Bytes(0.5f, -0.25f),
        };
    }

    public JsonObject Signature { get; }

    public JsonObject Graph { get; }

    public JsonObject Weights { get; }

    /// <summary>What the file holds beside the program and its tables; what is put here goes before these.</summary>
    public Dictionary<string, byte[]> Files { get; }

    public static string Quoted(string text) => text.Replace('\'', '"');

    public JsonElement ToJson() => JsonSerializer.SerializeToElement(
        new JsonObject
        {
            ["graph_module"] = new JsonObject { ["graph"] = Graph.DeepClone(), ["signature"] = Signature.DeepClone() },
            ["torch_version"] = "2.12.1",
        });

    public string Save(string path)
    {
        Dictionary<string, byte[]> all = new()
        {
            ["net/models/model.json"] = Encoding.UTF8.GetBytes(ToJson().GetRawText()),
            ["net/data/weights/model_weights_config.json"] =
                Encoding.UTF8.GetBytes(new JsonObject { ["config"] = Weights.DeepClone() }.ToJsonString()),
        };
        foreach ((string name, byte[] content) in Files)
        {
            all[name] = content;
        }

        Write(path, all);
        return path;
    }

    /// <summary>A zip file of some entries.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, byte[]> entries)
    {
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in entries)
        {
            using Stream entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }
    }

    private static string Meta =>
        $"{{'dtype': {Float32}, 'sizes': [{{'as_int': 2}}], 'requires_grad': false, 'device': {{'type': 'cpu'}}, "
            + "'strides': [{'as_int': 1}], 'storage_offset': {'as_int': 0}, 'layout': 7}";

    private static string Payload(string file) =>
        $"{{'path_name': '{file}', 'is_param': false, 'use_pickle': false, 'tensor_meta': {Meta}}}";

    private static JsonObject Parse(string text) => JsonNode.Parse(Quoted(text))!.AsObject();

    private static byte[] Bytes(params float[] numbers) => MemoryMarshal.AsBytes<float>(numbers).ToArray();
}
