using System.Text.Json;

namespace TorchCurvature.Report.Folders;

/// <summary>
/// A value of <c>run.json</c>, or nothing: what a run of another version does not say is nothing all the way down, and no error.
/// </summary>
internal readonly record struct Manifest(JsonElement? Value)
{
    public static Manifest Nothing => default;

    public bool IsNothing => Value is null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined };

    public bool IsNumber => Value is { ValueKind: JsonValueKind.Number };

    /// <summary>The number, NaN where there is none; NaN and infinities are written as text.</summary>
    public double Number => Value switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        { ValueKind: JsonValueKind.String } text => text.GetString() switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => double.NaN,
        },
        _ => double.NaN,
    };

    /// <summary>The value as the file has it, digit for digit; empty for nothing.</summary>
    public string Raw => IsNothing ? "" : Value!.Value.ValueKind == JsonValueKind.String ? Text : Value!.Value.GetRawText();

    /// <summary>A text, or the digits of a number; empty for nothing.</summary>
    public string Text => Value switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } plain => plain.GetRawText(),
        _ => "",
    };

    public bool IsTrue => Value is { ValueKind: JsonValueKind.True };

    public IEnumerable<Manifest> Items =>
        Value is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().Select(item => new Manifest(item)) : [];

    public IEnumerable<KeyValuePair<string, Manifest>> Properties => Value is { ValueKind: JsonValueKind.Object } all
        ? all.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, new Manifest(property.Value)))
        : [];

    /// <summary>A value inside this one.</summary>
    public Manifest this[string name] =>
        Value is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(name, out JsonElement found) ? new(found) : Nothing;

    /// <summary>The first of several names, of which versions use one each, that says something.</summary>
    public Manifest FirstOf(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (!this[name].IsNothing)
            {
                return this[name];
            }
        }

        return Nothing;
    }
}
