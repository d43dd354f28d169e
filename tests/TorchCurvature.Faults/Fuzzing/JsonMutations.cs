using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TorchCurvature.Faults.Fuzzing;

/// <summary>Damages JSON that stays JSON: values of other types, lost, doubled, renamed, exchanged and very deep ones.</summary>
internal static class JsonMutations
{
    private const int MostChanges = 3;
    private const int Deep = 2_000;
    private const int LargestMoved = 1_000;

    private static readonly JsonDocumentOptions s_anyDepth = new() { MaxDepth = Deep };

    private static readonly JsonSerializerOptions s_format = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 2 * Deep,
        WriteIndented = true,
        IndentSize = 0,
    };

    /// <summary>A damaged copy; null where the bytes are no JSON object or array.</summary>
    public static byte[]? Mutate(byte[] original, Random random)
    {
        JsonNode? root = Parse(original);
        if (root is not (JsonObject or JsonArray))
        {
            return null;
        }

        for (int changes = 1 + random.Next(MostChanges); changes > 0; changes--)
        {
            List<JsonNode> places = [.. Containers(root)];
            Change(places[random.Next(places.Count)], places, random);
        }

        string text = root.ToJsonString(s_format);
        return Encoding.UTF8.GetBytes(random.Next(8) == 0 ? WithDouble(text, random) : text);
    }

    private static JsonNode? Parse(byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(bytes, documentOptions: s_anyDepth);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<JsonNode> Containers(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject named => named.Select(pair => pair.Value),
            JsonArray list => list,
            _ => [],
        };
        return children.OfType<JsonNode>().Where(child => child is JsonObject or JsonArray).SelectMany(Containers).Prepend(node);
    }

    private static void Change(JsonNode place, List<JsonNode> others, Random random)
    {
        if (place is JsonObject { Count: > 0 } named)
        {
            string key = named.ElementAt(random.Next(named.Count)).Key;
            JsonNode? former = named[key];
            named.Remove(key);
            switch (random.Next(6))
            {
                case 0:
                    break;
                case 1:
                    named[OddValues.Words[random.Next(OddValues.Words.Length)]] = former;
                    break;
                default:
                    named[key] = Other(former, others, random);
                    break;
            }
        }
        else if (place is JsonArray { Count: > 0 } list)
        {
            int at = random.Next(list.Count);
            JsonNode? former = list[at];
            list.RemoveAt(at);
            if (random.Next(4) > 0)
            {
                list.Insert(at, Other(former, others, random));
            }

            if (random.Next(4) == 0)
            {
                list.Add(Other(former, others, random));
            }
        }
    }

    private static JsonNode? Other(JsonNode? former, List<JsonNode> others, Random random) => random.Next(8) switch
    {
        0 => Moved(others[random.Next(others.Count)]),
        1 => new JsonArray(former?.DeepClone()),
        2 => Nested(random.Next(20) == 0 ? Deep : 70),
        3 when former is JsonValue value && value.TryGetValue(out double number) => Finite(number * (random.Next(3) - 1.5) * 1e9),
        4 when former is JsonValue value && value.TryGetValue(out long number) => number + random.Next(-1, 2),
        5 when former is JsonValue value && value.TryGetValue(out string? text) =>
            text + OddValues.Words[random.Next(OddValues.Words.Length)],
        _ => JsonNode.Parse(OddValues.Json[random.Next(OddValues.Json.Length)]),
    };

    // JSON has no infinite numbers.
    private static double Finite(double number) => double.IsFinite(number) ? number : 0;

    // Copies of copies would make a file of megabytes of a few of them.
    private static JsonNode? Moved(JsonNode other) => other.ToJsonString(s_format).Length < LargestMoved ? other.DeepClone() : null;

    private static JsonArray Nested(int depth)
    {
        var inner = new JsonArray();
        for (int i = 0; i < depth; i++)
        {
            inner = new JsonArray(inner);
        }

        return inner;
    }

    // A name that stands in one object twice is not what a tree of nodes can hold.
    private static string WithDouble(string text, Random random)
    {
        string[] lines = text.Split('\n');
        int[] named = [.. lines.Index().Where(line => line.Item.Contains("\": ", StringComparison.Ordinal)).Select(line => line.Index)];
        if (named.Length == 0)
        {
            return text;
        }

        int at = named[random.Next(named.Length)];
        string name = lines[at].Split("\": ")[0];
        lines[at] = $"{name}\": {OddValues.Json[random.Next(OddValues.Json.Length)]},\n{lines[at]}";
        return string.Join('\n', lines);
    }
}
